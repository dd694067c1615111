import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Scheduling
import Storage
import Telemetry
import TestSupport
import Testing

@testable import KafkaBroker

struct AlterReplicaLogDirsTests {
    private let server: RecordServer
    private let handler: AlterReplicaLogDirsHandler

    init() async throws {
        server = try await RecordServer()
        let moves = ReplicaMoves(
            ReplicaMoves.Settings(),
            ReplicaMoves.Surroundings(
                partitions: server.partitions, logs: server.logs, orders: server.blocking,
                executor: server.blocking, time: server.clock,
                logger: Logger("test", sink: NullLogSink()), config: { _ in LogConfig() },
                bytesPerSecond: { .max }))
        handler = AlterReplicaLogDirsHandler(
            moves: moves, orders: server.blocking, cache: server.cache)
    }

    /// What is answered to wishes for partitions, in the order of the answer.
    private func answers(_ wishes: [(path: String, topic: String, numbers: [Int32])]) async
        -> [String]
    {
        let request = AlterReplicaLogDirsRequest(
            dirs: wishes.map { wish in
                .init(path: wish.path, topics: [.init(name: wish.topic, partitions: wish.numbers)])
            })
        let response = await handler.handle(
            request,
            RequestContext(
                version: 2, correlationID: 1, clientID: nil, listener: "PLAINTEXT",
                clientHost: "127.0.0.1", connection: 1, loop: server.loop))
        return response.results.map { topic in
            let parts = topic.partitions.map { "\($0.partitionIndex) \($0.errorCode.name)" }
            return "\(topic.topicName): \(parts.joined(separator: ", "))"
        }
    }

    @Test func `the answer has each partition once, by topic`() async throws {
        try server.lead("a", 0)
        try server.lead("b", 0)
        let home = server.directory.path
        let told = await answers([
            (home, "b", [0]), ("/nowhere", "a", [0]), (home, "a", [1]),
        ])
        #expect(
            told == ["a: 0 LOG_DIR_NOT_FOUND, 1 UNKNOWN_TOPIC_OR_PARTITION", "b: 0 NONE"])
    }

    @Test func `of two directories for a partition the last counts`() async throws {
        try server.lead("a", 0)
        let told = await answers([
            ("/nowhere", "a", [0]), (server.directory.path, "a", [0]),
        ])
        #expect(told == ["a: 0 NONE"])
    }

    @Test func `a partition that is known and not here is not available`() async throws {
        server.announce("a", leader: 2)
        let told = await answers([(server.directory.path, "a", [0])])
        #expect(told == ["a: 0 REPLICA_NOT_AVAILABLE"])
    }
}
