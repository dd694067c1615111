import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform

/// The questions that a follower asks a leader's broker. One fetcher owns an endpoint and asks one
/// question at a time.
package protocol LeaderEndpoint: Sendable {
    func fetch(_ request: FetchRequest, version: Int16, timeout: Duration)
        async throws(BrokerClientError) -> FetchResponse
    func listOffsets(_ request: ListOffsetsRequest, version: Int16)
        async throws(BrokerClientError) -> ListOffsetsResponse
    func endOffsets(_ request: OffsetForLeaderEpochRequest, version: Int16)
        async throws(BrokerClientError) -> OffsetForLeaderEpochResponse
    func close()
}
