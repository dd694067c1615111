import Bytes
import Foundation
import KafkaRecords
import TestSupport

/// The recorded batches beside the repository, one JSON value a line.
enum GoldenRecords {
    static func isPresent(_ name: String) -> Bool {
        SharedFiles.golden("records/\(name).jsonl") != nil
    }

    static func lines(_ name: String) throws -> [[String: Any]] {
        guard let path = SharedFiles.golden("records/\(name).jsonl") else { return [] }
        return try SharedFiles.text(path).split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        func value(_ digit: UInt8) -> UInt8 { digit <= 0x39 ? digit - 0x30 : digit - 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            value(digits[$0]) << 4 | value(digits[$0 + 1])
        }
    }
}

extension [String: Any] {
    func number(_ key: String) -> Int64? { (self[key] as? NSNumber)?.int64Value }
    func flag(_ key: String) -> Bool { (self[key] as? NSNumber)?.boolValue ?? false }
    func text(_ key: String) -> String? { self[key] as? String }
    func list(_ key: String) -> [[String: Any]] { self[key] as? [[String: Any]] ?? [] }
    func object(_ key: String) -> [String: Any] { self[key] as? [String: Any] ?? [:] }
    func hex(_ key: String) -> [UInt8]? { text(key).map(GoldenRecords.bytes) }
}
