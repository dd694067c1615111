import Foundation
import TestSupport

/// The lines of a golden file of JSON objects; empty where the material is absent.
func goldenLines<Line: Decodable>(_ relative: String, as type: Line.Type) throws -> [Line] {
    guard let path = SharedFiles.golden(relative) else { return [] }
    return try SharedFiles.text(path).split(separator: "\n").map {
        try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
}

/// The bytes of a text of hexadecimal digits.
func bytes(hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
}
