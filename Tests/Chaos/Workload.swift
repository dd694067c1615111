import Foundation
import TestSupport

/// The clients of a run: unmodified ones, in processes of their own, each with a journal.
final class Workload: Sendable {
    static let topic = "chaos"

    let partitions: Int
    private let cluster: ChaosCluster
    private let directory: String
    private let producers: [SpawnedProcess]
    private let consumers: [SpawnedProcess]
    let group: ChaosGroup?
    /// Clients of which all rests between the rounds.
    private let restingClients: [RestingClient]
    private static let restLimit = Duration.seconds(200)

    /// A codec for each producer, so that batches of all kinds are replicated.
    private static let codecs = ["none", "lz4", "zstd", "snappy"]
    private static let consumerSettings = [
        ["isolation.level=read_uncommitted"], ["isolation.level=read_committed"],
    ]

    /// Creates the topic and starts the clients. Where records are risked there are only those that
    /// look for records.
    init(
        _ cluster: ChaosCluster, partitions: Int, rate: Int, seed: UInt64, risksRecords: Bool,
        directory: String
    ) async throws {
        self.cluster = cluster
        self.partitions = partitions
        self.directory = directory
        let small = ["segment.bytes=2000000", "index.interval.bytes=1000"]
        try await ChaosClient.finish(
            "create_topic", [cluster.bootstrap, Self.topic, "\(partitions)", "3"] + small)
        let common = [cluster.bootstrap, Self.topic, "\(partitions)"]
        producers = try Self.codecs.enumerated().map { index, codec in
            try ChaosClient.start(
                "producer",
                common + ["\(index)", Self.producerJournal(directory, index)]
                    + ["rate=\(rate)", "compression.type=\(codec)"])
        }
        consumers = try Self.consumerSettings.enumerated().map { index, settings in
            try ChaosClient.start(
                "consumer", common + [Self.consumerJournal(directory, index)] + settings)
        }
        group =
            risksRecords
            ? nil
            : try ChaosGroup(
                bootstrap: cluster.bootstrap, topic: Self.topic, partitions: partitions,
                directory: directory)
        restingClients =
            risksRecords ? [] : try Self.restingClients(cluster, common, seed, directory)
        for producer in producers { try await producer.line(containing: "writes") }
        for consumer in consumers { try await consumer.line(containing: "reads") }
    }

    private static func restingClients(
        _ cluster: ChaosCluster, _ common: [String], _ seed: UInt64, _ directory: String
    ) throws -> [RestingClient] {
        let renewer = try ChaosClient.start(
            "renewer", [cluster.bootstrap, "renewed", renewalJournal(directory)])
        let mover = try ChaosClient.start(
            "mover", library: "kafka_python",
            common + [moverJournal(directory), "\(cluster.brokers.count)", "\(seed)"])
        return [RestingClient("the renewer", renewer), RestingClient("the mover", mover)]
    }

    /// Whether a client has given up: what comes after proves nothing.
    var hasEnded: Bool {
        (producers + consumers).contains { !$0.isRunning } || group?.hasEnded ?? false
            || restingClients.contains { !$0.isRunning }
    }

    /// Waits until all is at rest that does not write or read without a pause. Returns who is not.
    func rest() async -> [String] {
        await withTaskGroup(of: String?.self) { group in
            for client in restingClients {
                group.addTask { await client.rest(within: Self.restLimit) ? nil : client.name }
            }
            return await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }.sorted()
        }
    }

    func goOn() { for client in restingClients { client.goOn() } }

    /// Ends the producers once all that they sent is acknowledged, and the consumers and the group at
    /// the end of the log; then reads everything from the beginning.
    func finish() async throws {
        for client in restingClients { try await client.finish() }
        for producer in producers { producer.closeInput() }
        for producer in producers { _ = try await producer.exit(within: .seconds(150)) }
        for consumer in consumers { consumer.closeInput() }
        for consumer in consumers { _ = try await consumer.exit(within: .seconds(200)) }
        try await group?.finish()
        let last = try ChaosClient.start(
            "consumer",
            [
                cluster.bootstrap, Self.topic, "\(partitions)",
                Self.consumerJournal(directory, Self.consumerSettings.count),
            ])
        last.closeInput()
        _ = try await last.exit(within: .seconds(300))
    }

    /// The journals of all clients.
    func history() throws -> History {
        var history = History(partitions: partitions)
        for index in producers.indices {
            history.producers.append(
                try ProducerJournal(readingFrom: Self.producerJournal(directory, index)))
        }
        for index in consumers.indices {
            history.readers.append(
                try ConsumerJournal(
                    readingFrom: Self.consumerJournal(directory, index), partitions: partitions))
        }
        history.group = try group?.journals() ?? []
        if !restingClients.isEmpty {
            history.renewal = try RenewalJournal(
                readingFrom: Self.renewalJournal(directory))
            history.moves = try SharedFiles.text(Self.moverJournal(directory))
                .split(separator: "\n").count
        }
        history.final = try ConsumerJournal(
            readingFrom: Self.consumerJournal(directory, consumers.count), partitions: partitions)
        return history
    }

    private static func producerJournal(_ directory: String, _ index: Int) -> String {
        "\(directory)/producer\(index).journal"
    }

    private static func moverJournal(_ directory: String) -> String {
        "\(directory)/mover.journal"
    }

    private static func renewalJournal(_ directory: String) -> String {
        "\(directory)/renewer.journal"
    }

    private static func consumerJournal(_ directory: String, _ index: Int) -> String {
        "\(directory)/\(index == consumerSettings.count ? "final" : "consumer\(index)").journal"
    }
}
