import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import Simulation
import TestSupport

#if DEBUG
    @testable import KafkaBroker
    @testable import KafkaTools

    extension FuzzTarget {
        /// What keeps state between requests, and the tool that reads any file.
        static let brokerTargets = [
            FuzzTarget("fetch-sessions", longest: 1024) { input in
                var sessions = FuzzedFetchSessions(FuzzInput(input))
                sessions.run()
            },
            FuzzTarget("dump-log", longest: 8192) { input in
                var input = FuzzInput(input)
                let flags = input.byte()
                let suffix = dumps[input.number(below: dumps.count)]
                dump(suffix, flags, input.piece(), log: input.remaining())
            },
        ]

        private static let dumps = [".log", ".index", ".timeindex", ".txnindex", ".snapshot"]

        private static func dump(
            _ suffix: String, _ flags: UInt8, _ first: SharedBytes, log: SharedBytes
        ) {
            let disk = SimulatedDisk(time: ManualClock())
            let console = SilentConsole()
            let command = DumpLogCommand()
            var words = ["--files", "/00000000000000000005\(suffix)"]
            for (bit, word) in [
                "--print-data-log", "--deep-iteration", "--verify-index-only",
                "--index-sanity-check", "--skip-record-metadata", "--offsets-decoder",
                "--transaction-log-decoder",
            ].enumerated() where flags >> bit & 1 != 0 { words.append(word) }
            do {
                try disk.open("/00000000000000000005.log", .createIfMissing).write(log)
                try disk.open("/00000000000000000005\(suffix)", .createIfMissing).write(first)
            } catch {
                preconditionFailure("\(error)")
            }
            guard let options = try? Options(words, command.table),
                let settings = try? DumpSettings(options)
            else { return }
            var findings = DumpFindings()
            try? command.dump(
                DumpedFile("/00000000000000000005\(suffix)", workingDirectory: "/"), settings,
                on: DumpedDisk(fileSystem: disk), console, &findings)
            findings.tell(console)
        }
    }

    private final class SilentConsole: Console {
        func out(_ bytes: [UInt8]) {}
        func err(_ text: String) {}
        func flush() {}
        var isInteractive: Bool { false }
    }

    /// Fetch sessions under arbitrary requests.
    struct FuzzedFetchSessions {
        private var input: FuzzInput
        private let clock = ManualClock()
        private let cache: FetchSessionCache
        /// Ids that were given, and what their next request should say.
        private var known: [(id: Int32, epoch: Int32)] = []
        private static let capacity = 3

        init(_ input: FuzzInput) {
            self.input = input
            cache = FetchSessionCache(
                capacity: Self.capacity, time: clock, random: SeededSource())
        }

        mutating func run() {
            while !input.isAtEnd { step() }
        }

        private mutating func step() {
            clock.advance(by: .seconds(Int64(input.byte())))
            var request = FetchRequest()
            let choice = input.byte()
            if choice & 1 != 0, let last = known.last {
                request.sessionId = last.id
                request.sessionEpoch = last.epoch
            } else {
                request.sessionId = Int32(input.byte())
                request.sessionEpoch = Int32(Int8(bitPattern: input.byte()))
            }
            var topic = FetchRequest.FetchTopic()
            topic.topic = "t"
            topic.partitions = (0..<(choice >> 1 & 3)).map { _ in
                var partition = FetchRequest.FetchPartition()
                partition.partition = Int32(input.byte() & 7)
                return partition
            }
            request.topics = [topic]
            var forgotten = FetchRequest.ForgottenTopic()
            forgotten.topic = "t"
            forgotten.partitions = (0..<(choice >> 3 & 3)).map { _ in Int32(input.byte() & 7) }
            request.forgottenTopicsData = [forgotten]
            serve(request, usesTopicIDs: choice & 32 != 0, isFollower: choice & 64 != 0)
        }

        private mutating func serve(_ request: FetchRequest, usesTopicIDs: Bool, isFollower: Bool) {
            guard case .success(let plan) = cache.plan(request, usesTopicIDs: usesTopicIDs) else {
                return
            }
            if request.sessionEpoch > 0 {
                let keys = plan.partitions.map(\.key)
                precondition(Set(keys).count == keys.count, "a partition stands twice")
            }
            let answers = plan.partitions.map { partition in
                var answer = FetchResponse.PartitionData()
                answer.partitionIndex = partition.partition
                answer.highWatermark = Offset(Int64(input.byte() & 3))
                return answer
            }
            let (id, indices) = cache.finish(
                plan, answers, isFollower: isFollower, usesTopicIDs: usesTopicIDs)
            precondition(indices.allSatisfy(answers.indices.contains), "an answer that is none")
            precondition(indices == indices.sorted(), "answers out of order")
            precondition(cache.count <= Self.capacity, "too many sessions")
            if id != 0 {
                known.removeAll { $0.id == id }
                known.append((id, request.sessionEpoch > 0 ? request.sessionEpoch &+ 1 : 1))
            }
        }
    }

    private final class SeededSource: RandomSource {
        private let random = Lock(SeededRandom(seed: 1))
        func next() -> UInt64 { random.withLock { $0.next() } }
    }
#else
    extension FuzzTarget { static let brokerTargets: [FuzzTarget] = [] }
#endif
