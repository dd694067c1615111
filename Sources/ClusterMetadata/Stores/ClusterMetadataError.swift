import KafkaModel
import ZooKeeperClient

/// Every way in which reading or writing cluster metadata fails.
package enum ClusterMetadataError: Error, Equatable, Sendable {
    case zooKeeper(ZooKeeperError)
    /// The node does not hold what belongs there.
    case malformed(path: String, ZNodeDecodeError)
    /// The guard of a write was refused: another broker is controller by now.
    case controllerMoved
    /// There is no controller at the moment, and this write needs one.
    case noController
    /// A KRaft controller is taking the cluster over.
    case migratingToKRaft
    /// Another live broker is registered under the id; its first endpoint, if known.
    case brokerIDInUse(BrokerID, endpoint: BrokerEndpoint?)
    /// Another broker advertises one of this broker's endpoints.
    case endpointInUse(BrokerID, endpoint: BrokerEndpoint)
    case producerIDsExhausted

    /// ZooKeeper's code, if it was ZooKeeper that failed.
    package var code: ZooKeeperCode? {
        if case .zooKeeper(let error) = self { return error.code }
        return nil
    }
}

/// Runs an operation of ZooKeeper with the errors of this module.
func metadata<T>(_ operation: () async throws(ZooKeeperError) -> T)
    async throws(ClusterMetadataError) -> T
{
    do {
        return try await operation()
    } catch {
        throw .zooKeeper(error)
    }
}

/// Decodes the data of the node at `path`.
func decoded<T>(_ path: String, _ decode: () throws(ZNodeDecodeError) -> T)
    throws(ClusterMetadataError) -> T
{
    do {
        return try decode()
    } catch {
        throw .malformed(path: path, error)
    }
}

extension ClusterMetadataError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .zooKeeper(let error): error.description
        case .malformed(let path, let reason): "the znode \(path) is malformed: \(reason)"
        case .controllerMoved: "another broker is controller by now"
        case .noController: "there is no controller at the moment"
        case .migratingToKRaft: "a KRaft controller is taking the cluster over"
        case .brokerIDInUse(let id, let endpoint):
            "broker.id \(id) is in use by another live broker"
                + (endpoint.map { " at \($0.host):\($0.port)" } ?? "")
        case .endpointInUse(let id, let endpoint):
            "broker \(id) already advertises \(endpoint.listener)://\(endpoint.host):\(endpoint.port)"
        case .producerIDsExhausted: "all producer ids are used up"
        }
    }
}
