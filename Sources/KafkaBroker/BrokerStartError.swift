import ClusterMetadata
import Storage

/// Why a broker cannot start. The description is one plain message for the operator, who sees nothing
/// else; the program then ends with exit code 1.
package struct BrokerStartError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    init(_ error: ClusterMetadataError) {
        switch error {
        case .brokerIDInUse(let id, let endpoint):
            let place = endpoint.map { " at \($0.host):\($0.port)" } ?? ""
            self.init(
                "broker.id \(id) is in use by another live broker\(place); give this one another id"
            )
        case .endpointInUse(let id, let endpoint):
            self.init(
                "broker \(id) already advertises \(endpoint.listener)://\(endpoint.host):"
                    + "\(endpoint.port); change advertised.listeners of one of the two")
        case .malformed(let path, let reason):
            self.init("the znode \(path) is malformed: \(reason)")
        default:
            self.init("ZooKeeper: \(error)")
        }
    }

    init(_ error: LogDirectoriesError) {
        self.init(error.description)
    }
}
