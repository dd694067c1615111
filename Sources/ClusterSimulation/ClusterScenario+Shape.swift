import KafkaModel
import KafkaProtocol
import Simulation

extension ClusterScenario {
    package struct Topic: Sendable {
        package var name: String
        package var partitions: Int32
        /// Deleted and created again now and then.
        package var isPassing = false
        /// May elect a leader that is not in sync, and lose what it lacks.
        package var isUnclean = false

        /// Made by the brokers.
        var isInternal: Bool { TopicName.isInternal(name) }
        /// Stays, and what it has.
        var isStrict: Bool { !isPassing && !isUnclean && !isInternal }

        var all: [TopicPartition] { (0..<partitions).map { TopicPartition(name, $0) } }

        var configs: [CreateTopicsRequest.CreatableTopicConfig] {
            guard isUnclean else { return [] }
            return [
                .init(name: "unclean.leader.election.enable", value: "true"),
                .init(name: "min.insync.replicas", value: "1"),
            ]
        }

        /// Where groups keep their offsets: brokers create it when they are asked for a coordinator.
        static let offsets = Topic(
            name: GroupChecker.offsets.topic, partitions: GroupChecker.offsets.partition + 1)
    }

    package struct Shape: Sendable {
        /// `nil`: three or four, as the seed decides.
        package var brokers: Int?
        package var producers = 2
        /// Those that are unclean are made in every other cluster.
        package var topics = [
            Topic(name: "a", partitions: 2), Topic(name: "b", partitions: 1),
            Topic(name: "passing", partitions: 1, isPassing: true),
            Topic(name: "risky", partitions: 1, isUnclean: true),
        ]
        /// Members of the consumer group. `nil`: none, two or three, as the seed decides.
        package var members: Int?
        /// How long faults are made.
        package var faults = Duration.seconds(30)
        package var makesFaults = true
        /// What is broken on purpose.
        package var canary: Canary?

        package init() {}

        /// A group costs as much as all else, so every other cluster has none.
        static func members(_ seed: UInt64) -> Int {
            var random = SeededNumbers(seed: seed ^ 0x6E0_0B5)
            return [0, 0, 2, 3][random.below(4)]
        }

        func topics(_ seed: UInt64, hasGroup: Bool) -> [Topic] {
            var random = SeededNumbers(seed: seed ^ 0x0C1E_A17)
            let isRisky = random.once(in: 2)
            return topics.filter { isRisky || !$0.isUnclean } + (hasGroup ? [.offsets] : [])
        }

        /// Extremes beside the usual, so that rare ways are common.
        static func settings(_ seed: UInt64) -> [String: String] {
            var random = SeededNumbers(seed: seed ^ 0x5E77_1465)
            func any(_ values: String...) -> String { values[random.below(values.count)] }
            return [
                "replica.fetch.max.bytes": any("1", "200", "1048576"),
                "replica.fetch.response.max.bytes": any("1", "10485760"),
                "replica.fetch.wait.max.ms": any("5", "200", "500"),
                "replica.lag.time.max.ms": any("1000", "3000", "10000"),
                "replica.high.watermark.checkpoint.interval.ms": any("100", "5000"),
                "num.replica.fetchers": any("1", "1", "3"),
                "log.segment.bytes": any("300", "1073741824"),
            ]
        }
    }
}
