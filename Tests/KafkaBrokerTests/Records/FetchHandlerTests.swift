import Bytes
import Compression
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Replication
import Storage
import TestSupport
import Testing

@testable import KafkaBroker

@Suite struct FetchHandlerTests {
    private func serverWithRecords(id: UUID = .zero) async throws -> RecordServer {
        let server = try await RecordServer()
        try server.lead("t", id: id)
        _ = try await server.answer(
            Requests.produce("t", try Requests.batch("a", "b")), version: 9)
        return server
    }

    @Test(arguments: Int16(0)...12)
    func everyVersionReadsWhatWasWritten(_ version: Int16) async throws {
        let server = try await serverWithRecords()
        let answer = try await server.answer(Requests.fetch("t", from: 0), version: version)
        #expect(answer.only.errorCode == .none)
        #expect(answer.only.highWatermark == 2)
        #expect(try answer.values == ["a", "b"])
    }

    @Test(arguments: Int16(13)...17)
    func laterVersionsNameTopicsByTheirIds(_ version: Int16) async throws {
        let id = UUID(mostSignificant: 1, leastSignificant: 2)
        let server = try await serverWithRecords(id: id)
        server.announce("t", leader: 1, id: id)
        var request = Requests.fetch("", from: 0)
        request.topics[0].topicId = id
        #expect(try await server.answer(request, version: version).values == ["a", "b"])
        request.topics[0].topicId = UUID(mostSignificant: 3, leastSignificant: 4)
        let answer = try await server.answer(request, version: version)
        #expect(answer.only.errorCode == .unknownTopicId)
    }

    @Test(arguments: [Offset(3), 100, -5])
    func offsetsOutsideTheLogAreOutOfRange(_ offset: Offset) async throws {
        let server = try await serverWithRecords()
        let answer = try await server.answer(Requests.fetch("t", from: offset), version: 12)
        #expect(answer.only.errorCode == .offsetOutOfRange)
    }

    @Test func anEmptyReadWaitsForRecords() async throws {
        let server = try await serverWithRecords()
        let slot = try server.begin(Requests.fetch("t", from: 2, wait: 500), version: 12)
        #expect(slot.isWaiting)
        _ = try await server.answer(Requests.produce("t", try Requests.batch("c")), version: 9)
        server.loop.run()
        let answer = try await slot.response(FetchResponse.self, version: 12)
        #expect(try answer.values == ["c"])
    }

    @Test func anEmptyReadEndsWithItsTime() async throws {
        let server = try await serverWithRecords()
        let slot = try server.begin(Requests.fetch("t", from: 2, wait: 500), version: 12)
        server.loop.advance(by: .milliseconds(500))
        let answer = try await slot.response(FetchResponse.self, version: 12)
        #expect(answer.only.errorCode == .none)
        #expect(try answer.values == [])
    }

    @Test(arguments: [(Int16(9), ErrorCode.unsupportedCompressionType), (10, .none)])
    func aZstdTopicIsNotForOldVersions(_ version: Int16, _ error: ErrorCode) async throws {
        let server = try await RecordServer()
        var config = LogConfig()
        config.compression = .zstd
        try server.lead("t", config: config)
        _ = try await server.answer(Requests.produce("t", try Requests.batch("a")), version: 9)
        let answer = try await server.answer(Requests.fetch("t", from: 0), version: version)
        #expect(answer.only.errorCode == error)
    }

    @Test func downConversionCanBeForbidden() async throws {
        let server = try await RecordServer()
        var config = LogConfig()
        config.downconversionEnabled = false
        try server.lead("t", config: config)
        _ = try await server.answer(Requests.produce("t", try Requests.batch("a")), version: 9)
        let answer = try await server.answer(Requests.fetch("t", from: 0), version: 3)
        #expect(answer.only.errorCode == .unsupportedVersion)
    }

    @Test func aPartitionLedElsewhereComesWithItsLeader() async throws {
        let id = UUID(mostSignificant: 1, leastSignificant: 2)
        let server = try await RecordServer()
        server.announce("t", leader: 2, id: id)
        var request = Requests.fetch("", from: 0)
        request.topics[0].topicId = id
        let answer = try await server.answer(request, version: 16)
        #expect(answer.only.errorCode == .notLeaderOrFollower)
        #expect(answer.only.currentLeader == .init(leaderId: 2, leaderEpoch: 7))
        #expect(answer.nodeEndpoints.map(\.port) == [9002])
    }

    // MARK: Sessions

    @Test func aSessionIsToldOnlyNews() async throws {
        let server = try await serverWithRecords()
        try server.lead("t", 1)
        var full = Requests.fetch("t", from: 2, session: (0, 0))
        full.topics[0].partitions.append(full.topics[0].partitions[0])
        full.topics[0].partitions[1].partition = 1
        full.topics[0].partitions[1].fetchOffset = 0
        let first = try await server.answer(full, version: 12)
        #expect(first.sessionId != 0)
        #expect(first.responses.flatMap(\.partitions).count == 2)

        var next = FetchRequest(sessionId: first.sessionId, sessionEpoch: 1)
        let nothing = try await server.answer(next, version: 12)
        #expect(nothing.responses.isEmpty)
        #expect(nothing.sessionId == first.sessionId)

        _ = try await server.answer(
            Requests.produce("t", try Requests.batch("x"), partition: 1), version: 9)
        next.sessionEpoch = 2
        next.maxBytes = 1 << 20
        let news = try await server.answer(next, version: 12)
        #expect(news.responses.flatMap(\.partitions).map(\.partitionIndex) == [1])
        #expect(try news.values == ["x"])
    }

    @Test func forgottenPartitionsAreNoLongerRead() async throws {
        let server = try await serverWithRecords()
        try server.lead("t", 1)
        var full = Requests.fetch("t", from: 0, session: (0, 0))
        full.topics[0].partitions.append(full.topics[0].partitions[0])
        full.topics[0].partitions[1].partition = 1
        let first = try await server.answer(full, version: 12)
        var next = FetchRequest(sessionId: first.sessionId, sessionEpoch: 1)
        next.forgottenTopicsData = [.init(topic: "t", partitions: [0])]
        #expect(try await server.answer(next, version: 12).responses.isEmpty)
    }

    @Test(arguments: [
        (Int32(1), Int32(99), ErrorCode.invalidFetchSessionEpoch),
        (7, 1, .fetchSessionIdNotFound),
    ])
    func aWrongSessionIsRefused(_ offset: Int32, _ epoch: Int32, _ error: ErrorCode) async throws {
        let server = try await serverWithRecords()
        let first = try await server.answer(
            Requests.fetch("t", from: 0, session: (0, 0)), version: 12)
        let id = offset == 1 ? first.sessionId : first.sessionId ^ offset
        let answer = try await server.answer(
            FetchRequest(sessionId: id, sessionEpoch: epoch), version: 12)
        #expect(answer.errorCode == error)
        #expect(answer.sessionId == 0)
    }

    @Test func aSessionKeepsToNamesOrIds() async throws {
        let server = try await serverWithRecords()
        let first = try await server.answer(
            Requests.fetch("t", from: 0, session: (0, 0)), version: 12)
        let answer = try await server.answer(
            FetchRequest(sessionId: first.sessionId, sessionEpoch: 1), version: 13)
        #expect(answer.errorCode == .fetchSessionTopicIdError)
    }

    // MARK: Offsets

    @Test(arguments: [
        (Int16(1), Int64(-1), Offset(2)), (1, -2, 0), (1, 1000, 0), (1, 2000, -1), (7, -3, 1),
    ])
    func offsetsAreLookedUp(_ version: Int16, _ timestamp: Int64, _ offset: Offset) async throws {
        let server = try await serverWithRecords()
        let answer = try await server.answer(
            listOffsets(timestamp, maximum: 1), version: version)
        let found = try #require(answer.topics.first?.partitions.first)
        #expect(found.errorCode == .none)
        // Of records with equal timestamps the largest may be either.
        #expect(found.offset == offset || (timestamp == -3 && found.offset == 0))
    }

    private func listOffsets(_ timestamp: Int64, maximum: Int32) -> ListOffsetsRequest {
        ListOffsetsRequest(
            replicaId: -1,
            topics: [
                .init(
                    name: "t",
                    partitions: [
                        .init(partitionIndex: 0, timestamp: timestamp, maxNumOffsets: maximum)
                    ])
            ])
    }

    @Test func specialTimesNeedTheirVersion() async throws {
        let server = try await serverWithRecords()
        let answer = try await server.answer(listOffsets(-3, maximum: 1), version: 6)
        #expect(answer.topics.first?.partitions.first?.errorCode == .unsupportedVersion)
    }

    @Test func theFirstVersionListsOffsets() async throws {
        let server = try await serverWithRecords()
        let answer = try await server.answer(listOffsets(-1, maximum: 5), version: 0)
        #expect(answer.topics.first?.partitions.first?.oldStyleOffsets == [2, 0])
    }

    @Test func consumersOfTheFirstVersionAreToldNothingAboveTheHighWatermark() async throws {
        let server = try await RecordServer()
        try server.lead("t", replicas: [1, 2])
        _ = try server.begin(
            Requests.produce("t", try Requests.batch("a", "b"), acks: 1), version: 9)
        var request = listOffsets(-1, maximum: 5)
        let consumer = try await server.answer(request, version: 0)
        #expect(consumer.topics.first?.partitions.first?.oldStyleOffsets == [0, 0])
        request.replicaId = 2
        let follower = try await server.answer(request, version: 0)
        #expect(follower.topics.first?.partitions.first?.oldStyleOffsets == [2, 0])
    }

    @Test func theLargestTimestampAboveTheHighWatermarkIsNotTold() async throws {
        let server = try await RecordServer()
        try server.lead("t", replicas: [1, 2])
        _ = try server.begin(
            Requests.produce("t", try Requests.batch("a", "b"), acks: 1), version: 9)
        let answer = try await server.answer(listOffsets(-3, maximum: 1), version: 9)
        #expect(answer.topics.first?.partitions.first?.offset == Offset.none)
    }

    @Test func epochsEndWhereTheLogSaysSo() async throws {
        let server = try await serverWithRecords()
        let request = OffsetForLeaderEpochRequest(
            topics: [
                .init(topic: "t", partitions: [.init(partition: 0, leaderEpoch: 0)]),
                .init(topic: "none", partitions: [.init(partition: 0, leaderEpoch: 0)]),
            ])
        let answer = try await server.answer(request, version: 4)
        #expect(answer.topics[0].partitions[0].endOffset == 2)
        #expect(answer.topics[1].partitions[0].errorCode == .unknownTopicOrPartition)
    }

    @Test(arguments: [(LeaderEpoch(7), ErrorCode.unknownLeaderEpoch), (0, .none), (.none, .none)])
    func `who asks for the end of an epoch must know the leader's`(
        _ current: LeaderEpoch, _ error: ErrorCode
    ) async throws {
        let server = try await serverWithRecords()
        let request = OffsetForLeaderEpochRequest(
            topics: [
                .init(
                    topic: "t",
                    partitions: [
                        .init(partition: 0, currentLeaderEpoch: current, leaderEpoch: 0)
                    ])
            ])
        let answer = try await server.answer(request, version: 4)
        #expect(answer.topics[0].partitions[0].errorCode == error)
    }

    @Test
    func `a reader whose log has left the leader's is told where, at once and without records`()
        async throws
    {
        let server = try await serverWithRecords()
        let partition = try #require(server.partitions.online(TopicPartition("t", 0)))
        try partition.lead(
            PartitionAssignment(
                leader: 1, leaderEpoch: 3, partitionEpoch: 1, controllerEpoch: 1, replicas: [1],
                inSyncReplicas: [1]))
        var request = Requests.fetch("t", from: 2, wait: 5000)
        request.topics[0].partitions[0].lastFetchedEpoch = 2
        let answer = try await server.answer(request, version: 12)
        #expect(answer.only.errorCode == .none)
        #expect(answer.only.divergingEpoch == .init(epoch: 0, endOffset: 2))
        #expect(try answer.values == [])
    }

    @Test func recordsAreDeletedUpToAnOffset() async throws {
        let server = try await serverWithRecords()
        let request = DeleteRecordsRequest(
            topics: [
                .init(name: "t", partitions: [.init(partitionIndex: 0, offset: 1)]),
                .init(
                    name: TopicName.consumerOffsets,
                    partitions: [.init(partitionIndex: 0, offset: 1)]),
                .init(name: "t", partitions: [.init(partitionIndex: 0, offset: 9)]),
            ], timeoutMs: 1000)
        let answer = try await server.answer(request, version: 2)
        #expect(
            answer.topics.map { $0.partitions[0].errorCode } == [
                .none, .invalidTopicException, .offsetOutOfRange,
            ])
        #expect(answer.topics[0].partitions[0].lowWatermark == 1)
        let fetched = try await server.answer(Requests.fetch("t", from: 0), version: 12)
        #expect(fetched.only.errorCode == .offsetOutOfRange)
    }
}
