import Foundation
import TestSupport

/// The log files of a partition on all brokers: replicas copy batches byte by byte, so what one has
/// every other must have. How it is cut into segments may differ.
struct ReplicaComparison {
    /// A difference between the replicas of the partitions of `topic`, if there is one.
    static func difference(topic: String, partitions: Int, logDirectories: [String]) throws
        -> String?
    {
        for partition in 0..<partitions {
            var first: (directory: String, bytes: Data)?
            for directory in logDirectories {
                let path = "\(directory)/\(topic)-\(partition)"
                guard FileManager.default.fileExists(atPath: path) else { continue }
                let bytes = try contents(path)
                guard let other = first else {
                    first = (path, bytes)
                    continue
                }
                if bytes != other.bytes { return describe(other, (path, bytes)) }
            }
        }
        return nil
    }

    private static func contents(_ directory: String) throws -> Data {
        var bytes = Data()
        for name in SharedFiles.names(directory) where name.hasSuffix(".log") {
            bytes += try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))
        }
        return bytes
    }

    private static func describe(
        _ a: (directory: String, bytes: Data), _ b: (directory: String, bytes: Data)
    ) -> String {
        let place = zip(a.bytes, b.bytes).enumerated().first { $1.0 != $1.1 }?.offset
        let where_ = place ?? min(a.bytes.count, b.bytes.count)
        return
            "\(a.directory) (\(a.bytes.count) bytes) and \(b.directory) (\(b.bytes.count) bytes) "
            + "differ from byte \(where_) on"
    }
}
