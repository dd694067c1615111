import KafkaModel

/// Why the broker cannot use its log directories.
package enum LogDirectoriesError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process holds the lock file.
    case locked(directory: String)
    /// `meta.properties` cannot be read, or those of two directories differ.
    case inconsistentIdentity(directory: String, reason: String)
    /// Two directories hold the same partition.
    case duplicateLog(TopicPartition, first: String, second: String)
    /// No directory is left.
    case noneUsable(reason: String)

    package var description: String {
        switch self {
        case .locked(let directory):
            "log directory \(directory) is in use by another process (its .lock file is held)"
        case .inconsistentIdentity(let directory, let reason):
            "\(directory)/meta.properties: \(reason)"
        case .duplicateLog(let partition, let first, let second):
            "partition \(partition) is in two log directories, and nothing tells which replica counts: "
                + "\(first)/\(partition) and \(second)/\(partition). Move the older one out of the log "
                + "directories and start again; what it lacks is fetched from the leader"
        case .noneUsable(let reason):
            "no usable log directory: \(reason)"
        }
    }
}

/// What `meta.properties` says whose directory it is. `nil` where it says nothing.
package struct LogDirectoryIdentity: Equatable, Sendable {
    package var brokerID: BrokerID?
    package var clusterID: String?

    package init(brokerID: BrokerID?, clusterID: String?) {
        self.brokerID = brokerID
        self.clusterID = clusterID
    }
}
