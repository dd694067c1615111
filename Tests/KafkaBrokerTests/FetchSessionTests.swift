import KafkaModel
import KafkaProtocol
import Platform
import Testing

@testable import KafkaBroker

/// What a follower is told in a session, and what is left out since it knows it.
struct FetchSessionTests {
    private let session: FetchSession

    /// A session that has told the high watermark 52 of its one partition.
    init() {
        session = FetchSession(
            id: 1, isPrivileged: true, usesTopicIDs: false, created: MonotonicTime(nanoseconds: 0))
        let partition = FetchRequest.FetchPartition(currentLeaderEpoch: 9, fetchOffset: 57)
        session.fill(
            [FetchedPartition(FetchRequest.FetchTopic(topic: "t"), partition)], [Self.answer()])
    }

    private static func answer() -> FetchResponse.PartitionData {
        FetchResponse.PartitionData(highWatermark: 52, logStartOffset: 0)
    }

    /// Whether the answer is sent to a request that names the partition with this epoch; `nil` if it
    /// does not name it.
    private func isTold(
        _ answer: FetchResponse.PartitionData = answer(), in number: Int32,
        naming epoch: LeaderEpoch?
    ) throws -> Bool {
        let named = epoch.map {
            FetchRequest.FetchTopic(
                topic: "t", partitions: [.init(currentLeaderEpoch: $0, fetchOffset: 52)])
        }
        let partitions = try session.advance(
            FetchRequest(sessionId: 1, sessionEpoch: number, topics: named.map { [$0] } ?? []),
            usesTopicIDs: false
        ).get()
        return !session.news(partitions, [answer]).isEmpty
    }

    @Test func `what was told is not told again`() throws {
        #expect(try !isTold(in: 1, naming: nil))
        #expect(try !isTold(in: 2, naming: 9))
    }

    @Test
    func
        `a high watermark is told again after a diverging epoch, beside which it counts for nothing`()
        throws
    {
        var diverging = Self.answer()
        diverging.divergingEpoch = .init(epoch: 8, endOffset: 52)
        #expect(try isTold(diverging, in: 1, naming: nil))
        #expect(try isTold(in: 2, naming: 9))
        #expect(try !isTold(in: 3, naming: nil))
    }

    @Test
    func
        `a high watermark is told again in a new leader epoch, since the answer may have been dropped`()
        throws
    {
        #expect(try isTold(in: 1, naming: 10))
        #expect(try !isTold(in: 2, naming: 10))
    }
}
