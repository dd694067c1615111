import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Replication
import TestSupport
import Testing

@testable import KafkaBroker
@testable import Storage

struct DescribeLogDirsTests {
    private let server: RecordServer

    init() async throws { server = try await RecordServer() }

    private func describe(_ request: DescribeLogDirsRequest) async -> DescribeLogDirsResponse {
        let handler = DescribeLogDirsHandler(
            logs: server.logs, partitions: server.partitions, blocking: server.blocking)
        return await handler.handle(
            request,
            RequestContext(
                version: 4, correlationID: 1, clientID: nil, listener: "PLAINTEXT",
                clientHost: "127.0.0.1", connection: 1, loop: server.loop))
    }

    private func described(_ answer: DescribeLogDirsResponse) -> [String] {
        answer.results.flatMap { result in
            result.topics.flatMap { topic in
                topic.partitions.map { "\(topic.name)-\($0.partitionIndex)" }
            }
        }
    }

    @Test func `without a list of topics all replicas are told, in order`() async throws {
        for (topic, number) in [("b", 0), ("a", 1), ("a", 0)] as [(String, Int32)] {
            try server.lead(topic, number)
        }
        let answer = await describe(DescribeLogDirsRequest(topics: nil))
        #expect(answer.errorCode == .none)
        #expect(answer.results.map(\.logDir) == [server.directory.path])
        #expect(described(answer) == ["a-0", "a-1", "b-0"])
    }

    @Test func `of named partitions only those are told`() async throws {
        try server.lead("a", 0)
        try server.lead("a", 1)
        let answer = await describe(
            DescribeLogDirsRequest(topics: [.init(topic: "a", partitions: [1, 7])]))
        #expect(described(answer) == ["a-1"])
        #expect(described(await describe(DescribeLogDirsRequest(topics: []))).isEmpty)
    }

    @Test func `the size is that of the records and the lag counts from what is committed`()
        async throws
    {
        let partition = try server.lead("a", 0)
        let size = try Requests.batch("value").count
        _ = try partition.append(
            asLeader: try Requests.batch("value"), needsAllInSync: false,
            origin: .client(produceVersion: 9), now: server.clock.monotonic()
        ) { { _ in } }
        let answer = await describe(DescribeLogDirsRequest(topics: nil))
        let part = try #require(answer.results.first?.topics.first?.partitions.first)
        #expect(part.partitionSize == Int64(size))
        #expect(part.offsetLag == 0)
        #expect(!part.isFutureKey)
    }

    @Test func `a replica without a role has no lag to tell`() async throws {
        _ = try server.logs.createLog(TopicPartition("a", 0), config: .init())
        let answer = await describe(DescribeLogDirsRequest(topics: nil))
        #expect(answer.results.first?.topics.first?.partitions.first?.offsetLag == -1)
    }

    @Test func `the room on the disk is told`() async throws {
        let result = try #require(await describe(DescribeLogDirsRequest(topics: nil)).results.first)
        let free = try LocalFileSystem().freeSpace(server.directory.path)
        #expect(result.totalBytes >= result.usableBytes)
        #expect(result.usableBytes > 0 && free > 0)
    }

    @Test func `a failed directory is told with an error and without replicas`() async throws {
        try server.lead("a", 0)
        let directory = try #require(server.logs.directories.first)
        server.logs.fail(directory, "gone")
        let result = try #require(await describe(DescribeLogDirsRequest(topics: nil)).results.first)
        #expect(result.errorCode == .kafkaStorageError)
        #expect(result.topics.isEmpty)
    }
}
