import Foundation
import KafkaModel
import TestSupport

/// What real Kafka said of a partition's directory: the lines of `X.truth.jsonl`.
struct Truth {
    let lines: [[String: Any]]

    init(_ path: String) throws {
        lines = try SharedFiles.text(path).split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }

    func kind(_ kind: String) -> [[String: Any]] { lines.filter { $0.text("kind") == kind } }

    /// Partition directories of a golden set with a truth beside them, as paths.
    static func partitions(_ set: String) -> [String] {
        guard let root = SharedFiles.golden("logs/\(set)") else { return [] }
        let places = [root] + SharedFiles.names(root).map { "\(root)/\($0)" }
        return places.flatMap { place in
            SharedFiles.names(place).filter { $0.hasSuffix(".truth.jsonl") }
                .map { "\(place)/\($0.dropLast(".truth.jsonl".count))" }
                .filter { !SharedFiles.names($0).filter { $0.hasSuffix(".log") }.isEmpty }
        }
    }
}

extension [String: Any] {
    func number(_ key: String) -> Int64? { (self[key] as? NSNumber)?.int64Value }
    func text(_ key: String) -> String? { self[key] as? String }
    func offset(_ key: String) -> Offset? { number(key).map { Offset($0) } }
}
