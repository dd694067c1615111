import KafkaModel
import KafkaProtocol
import Replication
import Testing

@Suite struct FollowerFetchSessionTests {
    private let topicID = UUID(mostSignificant: 1, leastSignificant: 2)

    /// Partition number to fetch offset.
    private func topics(_ offsets: [Int32: Int64]) -> [FetchRequest.FetchTopic] {
        [
            .init(
                topic: "t", topicId: topicID,
                partitions: offsets.sorted { $0.key < $1.key }.map {
                    .init(partition: $0.key, fetchOffset: Offset($0.value))
                })
        ]
    }

    private func numbers(_ request: FetchRequest) -> [Int32] {
        request.topics.flatMap { $0.partitions.map(\.partition) }
    }

    @Test func theFirstFetchIsFullAndLaterOnesTellWhatChanged() {
        var session = FollowerFetchSession()
        let first = session.request(for: topics([0: 5, 1: 7, 2: 9]), usesTopicIDs: true)
        #expect((first.sessionId, first.sessionEpoch) == (0, 0))
        #expect(numbers(first) == [0, 1, 2])
        session.answered(FetchResponse(sessionId: 66))
        let second = session.request(for: topics([0: 5, 1: 8, 3: 0]), usesTopicIDs: true)
        #expect((second.sessionId, second.sessionEpoch) == (66, 1))
        #expect(numbers(second) == [1, 3])
        #expect(second.forgottenTopicsData.map(\.partitions) == [[2]])
        #expect(second.forgottenTopicsData.map(\.topicId) == [topicID])
        session.answered(FetchResponse(sessionId: 66))
        let third = session.request(for: topics([0: 5, 1: 8, 3: 0]), usesTopicIDs: true)
        #expect(third.sessionEpoch == 2)
        #expect(third.topics.isEmpty)
        #expect(third.forgottenTopicsData.isEmpty)
    }

    @Test func aLeaderWithoutASessionIsToldEverythingEachTime() {
        var session = FollowerFetchSession()
        _ = session.request(for: topics([0: 5]), usesTopicIDs: true)
        session.answered(FetchResponse(sessionId: 0))
        let second = session.request(for: topics([0: 5]), usesTopicIDs: true)
        #expect((second.sessionId, second.sessionEpoch) == (0, 0))
        #expect(numbers(second) == [0])
    }

    @Test func aFailureBeginsAnewAndEndsTheOldSession() {
        var session = FollowerFetchSession()
        _ = session.request(for: topics([0: 5]), usesTopicIDs: true)
        session.answered(FetchResponse(sessionId: 66))
        _ = session.request(for: topics([0: 6]), usesTopicIDs: true)
        session.failed()
        let next = session.request(for: topics([0: 6]), usesTopicIDs: true)
        #expect((next.sessionId, next.sessionEpoch) == (66, 0))
        #expect(numbers(next) == [0])
    }

    @Test(arguments: [
        (ErrorCode.fetchSessionIdNotFound, Int32(0)), (.invalidFetchSessionEpoch, 66),
    ])
    func aRefusedSessionBeginsAnew(code: ErrorCode, id: Int32) {
        var session = FollowerFetchSession()
        _ = session.request(for: topics([0: 5]), usesTopicIDs: true)
        session.answered(FetchResponse(sessionId: 66))
        _ = session.request(for: topics([0: 6]), usesTopicIDs: true)
        session.answered(FetchResponse(errorCode: code))
        let next = session.request(for: topics([0: 6]), usesTopicIDs: true)
        #expect((next.sessionId, next.sessionEpoch) == (id, 0))
    }

    @Test func namesAndIDsAreNotMixedInOneSession() {
        var session = FollowerFetchSession()
        _ = session.request(for: topics([0: 5]), usesTopicIDs: true)
        session.answered(FetchResponse(sessionId: 66))
        let next = session.request(for: topics([0: 5]), usesTopicIDs: false)
        #expect(next.sessionEpoch == 0)
        #expect(numbers(next) == [0])
    }

    @Test func theLeaderKnowsWhatIsWantedInEveryRound() {
        var session = FollowerFetchSession()
        var leader: [Int32: Int64] = [:]
        // What the leader knows by the requests is what the follower wants, round after round.
        for round in 0..<50 {
            let wanted = [Int32(round % 3): Int64(round), 9: Int64(round / 10)]
            let request = session.request(for: topics(wanted), usesTopicIDs: true)
            if request.sessionEpoch == 0 { leader = [:] }
            for topic in request.topics {
                for part in topic.partitions { leader[part.partition] = part.fetchOffset.rawValue }
            }
            for topic in request.forgottenTopicsData {
                for partition in topic.partitions { leader[partition] = nil }
            }
            #expect(leader == wanted)
            if round % 7 == 3 {
                session.failed()
            } else {
                session.answered(FetchResponse(sessionId: 5))
            }
        }
    }
}
