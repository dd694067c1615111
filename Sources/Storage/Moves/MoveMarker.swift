import Platform

/// A file in the directory of a replica that has taken the place of one in another log directory: it
/// names that directory.
///
/// The replacement gets its final name before the replica that it replaces loses it. After a crash in
/// between both look like the replica, and the marker tells which is. It is written before the first
/// of the two renames and removed after the second. Kafka ignores the file; its own brokers do not
/// start with two such replicas.
struct MoveMarker {
    static let fileName = "needletail.moved.from"

    private let path: String
    private let fileSystem: any FileSystem

    /// `directory` is that of the replica.
    init(directory: String, _ fileSystem: any FileSystem) {
        path = "\(directory)/\(Self.fileName)"
        self.fileSystem = fileSystem
    }

    /// The log directory of the replica that was replaced; `nil` if there is no marker.
    func read() throws(LogError) -> String? {
        try WholeFile.text(path, fileSystem)
    }

    /// Writes the marker durably.
    func write(_ logDirectory: String) throws(LogError) {
        try WholeFile.replace(path, with: logDirectory, durable: true, fileSystem)
    }

    /// No error if there is none.
    func remove() throws(LogError) {
        try onDisk { () throws(SystemError) in try fileSystem.remove(path) }
    }
}
