import BrokerClient
import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// Where a broker gets blocks of producer ids.
package enum ProducerIDSource: Sendable {
    /// From IBP 3.0 on.
    case controller(ControllerChannel)
    /// Each broker takes its own: an older controller does not know the request.
    case zooKeeper(ProducerIDStore)

    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// A block that no other broker has.
    func block(for broker: BrokerID, _ epoch: BrokerEpoch) async throws(Refusal) -> ProducerIDBlock
    {
        switch self {
        case .controller(let channel): try await Self.block(broker, epoch, channel)
        case .zooKeeper(let store): try await Self.block(broker, store)
        }
    }

    private static func block(
        _ broker: BrokerID, _ epoch: BrokerEpoch, _ channel: ControllerChannel
    ) async throws(Refusal) -> ProducerIDBlock {
        do throws(BrokerClientError) {
            let answer = try await channel.send(
                AllocateProducerIdsRequest(brokerId: broker, brokerEpoch: epoch))
            if answer.errorCode == .none {
                return ProducerIDBlock(
                    start: answer.producerIdStart.rawValue, count: answer.producerIdLen)
            }
            throw .refused(.allocateProducerIds, answer.errorCode)
        } catch {
            throw Refusal(description: "the controller gave no producer ids: \(error)")
        }
    }

    private static func block(_ broker: BrokerID, _ store: ProducerIDStore)
        async throws(Refusal) -> ProducerIDBlock
    {
        do throws(ClusterMetadataError) {
            let block = try await store.allocate(for: broker)
            return ProducerIDBlock(
                start: block.first.rawValue, count: Int32(ProducerIDBlockZNode.blockSize))
        } catch {
            throw Refusal(description: "ZooKeeper gave no producer ids: \(error)")
        }
    }
}
