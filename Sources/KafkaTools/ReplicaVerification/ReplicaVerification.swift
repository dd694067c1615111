import BrokerClient
import Glibc
import KafkaModel
import KafkaProtocol
import Platform

/// Reads all replicas of partitions beside each other for ever, and tells where they differ and how far
/// they are behind.
struct ReplicaVerification {
    struct Replicas: Sendable {
        var brokers: [BrokerID]
        var nextOffset: Offset
    }

    let admin: any ClusterAdmin
    let console: any Console
    let time: any TimeSource
    var ids: [String: UUID]
    var partitions: [TopicPartition: Replicas]
    let limits: ReplicaFetchLimits
    let reportInterval: Duration
    private var lastReport: MonotonicTime

    /// - Parameter start: where to begin, as ListOffsets asks: a time, -1 the end or -2 the front.
    init(
        _ topics: [MetadataResponse.MetadataResponseTopic], admin: any ClusterAdmin,
        start: Int64, limits: ReplicaFetchLimits, reportInterval: Duration, _ context: ToolContext
    ) async throws(AdminFailure) {
        self.admin = admin
        console = context.console
        time = context.time
        self.limits = limits
        self.reportInterval = reportInterval
        lastReport = context.time.monotonic()
        ids = [:]
        partitions = [:]
        for topic in topics {
            guard let name = topic.name else { continue }
            ids[name] = topic.topicId
            for part in topic.partitions {
                partitions[TopicPartition(name, part.partitionIndex)] = Replicas(
                    brokers: part.replicaNodes.sorted(), nextOffset: .zero)
            }
        }
        let offsets = try await admin.listOffsets(partitions.keys.sorted(), at: start)
        for (partition, offset) in offsets {
            partitions[partition]?.nextOffset = max(.zero, try offset.get())
        }
    }

    /// Compares until the replicas cannot be compared any more, or for so many rounds. Returns the exit
    /// code.
    mutating func run(rounds: Int = .max) async -> Int32 {
        tell("verification process is started")
        for _ in 0..<rounds {
            guard await round() else { return 1 }
        }
        return 0
    }

    /// `false` if it is over.
    private mutating func round() async -> Bool {
        let answers = await fetch()
        var slowest: (partition: TopicPartition, lag: Int64, offset: Offset)?
        for (partition, replicas) in partitions.sorted(by: { $0.key < $1.key }) {
            let fetched = replicas.brokers.map { broker in
                answers[broker]?[partition] ?? FetchedReplica(broker: broker)
            }
            let comparison = ReplicaComparison(fetched, from: replicas.nextOffset)
            partitions[partition]?.nextOffset = comparison.nextOffset
            for difference in comparison.differences { tell(difference.text(partition)) }
            if comparison.differences.contains(where: \.isFinal) { return false }
            if comparison.lag > slowest?.lag ?? -1 {
                slowest = (partition, comparison.lag, comparison.nextOffset)
            }
        }
        report(slowest)
        return true
    }

    /// All brokers at once: each may wait for something new.
    private func fetch() async -> [BrokerID: [TopicPartition: FetchedReplica]] {
        let brokers = Set(partitions.values.flatMap(\.brokers)).sorted()
        return await withTaskGroup(
            of: (BrokerID, [TopicPartition: FetchedReplica]).self
        ) { group in
            for broker in brokers {
                let offsets = partitions.filter { $0.value.brokers.contains(broker) }
                    .mapValues(\.nextOffset)
                let (admin, ids, limits) = (admin, ids, limits)
                group.addTask {
                    let answer = try? await admin.fetchReplicas(
                        offsets, ids: ids, from: broker, limits)
                    return (broker, answer ?? [:])
                }
            }
            var answers: [BrokerID: [TopicPartition: FetchedReplica]] = [:]
            for await (broker, answer) in group { answers[broker] = answer }
            return answers
        }
    }

    private mutating func report(
        _ slowest: (partition: TopicPartition, lag: Int64, offset: Offset)?
    ) {
        let now = time.monotonic()
        guard now - lastReport > reportInterval else { return }
        lastReport = now
        let (partition, lag, offset) = slowest.map { ("\($0)", $1, $2) } ?? ("null", -1, .none)
        tell(
            "max lag is \(lag) for partition \(partition) at offset \(offset) among "
                + "\(partitions.count) partitions")
    }

    private func tell(_ line: String) {
        console.line("\(Self.text(ofTime: time.wallMilliseconds())): \(line)")
        console.flush()
    }

    /// `yyyy-MM-dd HH:mm:ss,SSS` in the local time zone.
    static func text(ofTime milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func digits(_ number: Int32, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let day = [
            digits(parts.tm_year + 1900, 4), digits(parts.tm_mon + 1, 2), digits(parts.tm_mday, 2),
        ].joined(separator: "-")
        let clock = [digits(parts.tm_hour, 2), digits(parts.tm_min, 2), digits(parts.tm_sec, 2)]
            .joined(separator: ":")
        return "\(day) \(clock),\(digits(Int32(milliseconds % 1000), 3))"
    }
}
