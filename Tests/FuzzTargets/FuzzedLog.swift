#if DEBUG
    import Bytes
    import KafkaModel
    import KafkaRecords
    import Platform
    import Simulation
    import Telemetry
    import TestSupport

    @testable import Storage

    /// A partition's directory made of arbitrary files, opened by the recovery.
    ///
    /// Whatever they hold, the log opens, what it then says of itself is true, and it goes on.
    struct FuzzedLog {
        private let disk = SimulatedDisk(time: ManualClock())
        private let isClean: Bool
        private let recoveryPoint: Offset
        private let startOffset: Offset
        private static let directory = "/topic-0"

        init(_ fuzzed: FuzzInput) {
            var input = fuzzed
            let flags = input.byte()
            isClean = flags & 1 != 0
            recoveryPoint = flags & 2 != 0 ? Offset(Int64(input.byte())) : 0
            startOffset = flags & 4 != 0 ? Offset(Int64(input.byte())) : 0
            let repairs = flags & 8 != 0
            var files: [(String, SharedBytes)] = []
            while !input.isAtEnd, files.count < 8 {
                let (suffix, isRecords) = Self.suffixes[input.number(below: Self.suffixes.count)]
                let base = Offset(Int64(input.byte()))
                let bytes = SharedBytes(copying: input.piece().array)
                if isRecords, repairs { FuzzInput.repair(bytes) }
                files.append((LogFileNames.name(base, suffix), bytes))
            }
            make(files)
        }

        private static let suffixes = [
            (LogFileNames.records, true), (LogFileNames.records, true),
            (LogFileNames.offsetIndex, false), (LogFileNames.timeIndex, false),
            (LogFileNames.transactionIndex, false), (LogFileNames.producerSnapshot, false),
            (LogFileNames.records + LogFileNames.swap, true),
            (LogFileNames.records + LogFileNames.cleaned, true),
            (LogFileNames.records + LogFileNames.deleted, true),
        ]

        private func make(_ files: [(name: String, bytes: SharedBytes)]) {
            do throws(SystemError) {
                try disk.createDirectory(Self.directory)
                for file in files {
                    let path = "\(Self.directory)/\(file.name)"
                    try disk.open(path, .createIfMissing).write(file.bytes)
                }
            } catch {
                preconditionFailure("\(error)")
            }
        }

        private func open(clean: Bool) throws -> PartitionLog {
            var config = LogConfig()
            config.segmentBytes = 4096
            config.indexIntervalBytes = 64
            let environment = LogEnvironment(
                topicPartition: TopicPartition("topic", 0), logDirectory: "/", fileSystem: disk,
                time: ManualClock(), random: CountingRandom(),
                logger: Logger("storage", sink: RecordingLogSink()), producerExpiration: .max)
            return try LogRecovery(
                environment: environment, directory: Self.directory, config: config,
                wasCleanStop: clean, recoveryPoint: recoveryPoint, startOffset: startOffset
            ).open()
        }

        func run() {
            do {
                let log = try open(clean: isClean)
                let offsets = log.offsets
                precondition(offsets.start <= offsets.end, "\(offsets)")
                precondition(offsets.recoveryPoint <= offsets.end, "\(offsets)")
                readThrough(log)
                if !isClean, offsets.end.rawValue < Int64.max / 2 { try goOn(log) }
                let end = log.offsets.end
                try log.close()
                requireEqual(try open(clean: true).offsets.end, end, "the end")
            } catch {
                preconditionFailure("\(error)")
            }
        }

        /// Damaged records are an error for the reader, no more.
        private func readThrough(_ log: PartitionLog) {
            var next = log.offsets.start
            while next < log.offsets.end {
                var request = LogReadRequest(from: next, upTo: log.offsets.end, maxBytes: 2000)
                request.includesAbortedTransactions = true
                guard let result = try? log.read(request),
                    let bytes = try? result.records.contents()
                else { return }
                var reader = RecordBatchReader(bytes)
                let before = next
                while let batch = try? reader.next() { next = max(next, batch.nextOffset) }
                if next == before { return }
            }
            _ = try? log.offset(forTimestamp: 1_600_000_000_000)
            _ = try? log.offsetOfMaxTimestamp()
            _ = log.producers.map(\.lastSequence)
            _ = log.lastStableOffset(highWatermark: log.offsets.end)
        }

        private func goOn(_ log: PartitionLog) throws {
            var builder = RecordBatchBuilder(RecordBatchHeader())
            builder.append(timestamp: 1_700_000_000_000, key: nil, value: .empty)
            let end = log.offsets.end
            let result = try log.append(
                asLeader: try builder.finish(), leaderEpoch: 1000,
                origin: .client(produceVersion: 9))
            requireEqual(result.firstOffset, end, "the offset of an append")
        }
    }

    private struct CountingRandom: RandomSource {
        func next() -> UInt64 { 4 }
    }

    extension Payload {
        fileprivate func contents() throws -> SharedBytes {
            switch self {
            case .bytes(let bytes): bytes
            case .region(let region): try region.contents()
            }
        }
    }
#endif
