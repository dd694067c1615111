import Platform

/// The file `.kafka_cleanshutdown` of a log directory: there only between a clean stop and the next
/// start. Its existence alone counts. Source: Kafka's `CleanShutdownFileHandler`, log-format 12.
struct CleanShutdownFile: Sendable {
    static let fileName = ".kafka_cleanshutdown"

    let directory: String
    let fileSystem: any FileSystem

    private var path: String { "\(directory)/\(Self.fileName)" }

    func exists() throws(LogError) -> Bool {
        do throws(SystemError) {
            return try fileSystem.attributes(path) != nil
        } catch {
            throw .init(error)
        }
    }

    func write() throws(LogError) {
        try WholeFile.replace(
            path, with: #"{"version":0,"brokerEpoch":-1}"#, durable: true, fileSystem)
    }

    /// Removes the marker, durably: a crash after this must not look like a clean stop.
    func remove() throws(LogError) {
        do throws(SystemError) {
            try fileSystem.remove(path)
            try fileSystem.synchronizeDirectory(directory)
        } catch {
            throw .init(error)
        }
    }
}
