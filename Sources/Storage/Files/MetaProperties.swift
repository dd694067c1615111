import KafkaModel
import Platform

/// The file `meta.properties` of a log directory: whose directory it is. Java's properties form.
///
/// Only version 0, that of ZooKeeper mode, is accepted; version 1 belongs to KRaft. Source: Kafka's
/// `MetaProperties`, log-format 11.
struct MetaProperties: Equatable, Sendable {
    static let fileName = "meta.properties"

    /// `nil` where the file names no broker.
    var brokerID: BrokerID?
    /// `nil` where the file names no cluster.
    var clusterID: String?

    /// The properties in `directory`; `nil` if there is no file.
    static func read(
        directory: String, _ fileSystem: any FileSystem
    ) throws(LogError) -> MetaProperties? {
        let path = "\(directory)/\(fileName)"
        guard let text = try WholeFile.text(path, fileSystem) else { return nil }
        let values = properties(text)
        let version = values["version"] ?? "0"
        guard version == "0" else {
            throw .corruptFile(
                path: path, reason: "version \(version) is not that of ZooKeeper mode (0)")
        }
        var found = MetaProperties(brokerID: nil, clusterID: values["cluster.id"])
        if let broker = values["broker.id"] {
            guard let number = Int32(broker), number >= 0 else {
                throw .corruptFile(path: path, reason: "broker.id \(broker) is no broker id")
            }
            found.brokerID = BrokerID(number)
        }
        return found
    }

    /// Writes the file durably.
    func write(directory: String, _ fileSystem: any FileSystem) throws(LogError) {
        var text = "#\nversion=0\n"
        if let brokerID { text += "broker.id=\(brokerID)\n" }
        if let clusterID { text += "cluster.id=\(clusterID)\n" }
        try WholeFile.replace(
            "\(directory)/\(Self.fileName)", with: text, durable: true, fileSystem)
    }

    /// Keys and values of a properties file as far as Kafka writes them: `key=value` or `key:value`
    /// a line, comments after `#` or `!`; a backslash takes the next character as it is.
    private static func properties(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { $0 == " " || $0 == "\t" }
            guard let first = line.first, first != "#", first != "!" else { continue }
            let parts = line.split(
                maxSplits: 1, omittingEmptySubsequences: false
            ) { $0 == "=" || $0 == ":" }
            guard parts.count == 2 else { continue }
            values[trimmed(parts[0])] = trimmed(parts[1]).filter { $0 != "\\" }
        }
        return values
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
