import Platform

/// A file in the directory of a log that was made while other log directories were offline: it names
/// them.
///
/// A broker makes a log beside a directory that is offline only when the controller says that the
/// replica is new: nobody counts on what the broker had of the partition before. If the directory is
/// back at a later start, and holds the partition as well, this tells which of the two logs counts. It
/// is removed once all directories were seen. Kafka ignores the file; its own brokers do not start
/// with two such logs.
struct NewLogMarker {
    static let fileName = "needletail.made.without"

    private let path: String
    private let fileSystem: any FileSystem

    /// `directory` is that of the log.
    init(directory: String, _ fileSystem: any FileSystem) {
        path = "\(directory)/\(Self.fileName)"
        self.fileSystem = fileSystem
    }

    /// The log directories that were offline; none if there is no marker.
    func read() throws(LogError) -> [String] {
        let text = try WholeFile.text(path, fileSystem) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Writes the marker durably.
    func write(_ logDirectories: [String]) throws(LogError) {
        let text = logDirectories.map { "\($0)\n" }.joined()
        try WholeFile.replace(path, with: text, durable: true, fileSystem)
    }

    /// No error if there is none.
    func remove() throws(LogError) {
        try onDisk { () throws(SystemError) in try fileSystem.remove(path) }
    }
}
