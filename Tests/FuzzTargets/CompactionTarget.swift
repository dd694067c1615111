#if DEBUG
    import Bytes
    import KafkaModel
    import KafkaRecords

    @testable import Storage

    extension FuzzTarget {
        /// What a cleaning leaves of arbitrary batches.
        static let compactionTarget = FuzzTarget("compaction") { input in
            FuzzedCleaning(FuzzInput(input))?.run()
        }
    }

    /// One cleaning of a few batches: nothing is made up, nothing is moved, and a second cleaning finds
    /// nothing to do.
    struct FuzzedCleaning {
        private let map: CompactionOffsetMap
        private let rules: BatchFilter.Rules
        private var aborted: [TransactionIndex.Entry] = []
        private var producers: [ProducerID: BatchRetention.ActiveProducer] = [:]
        private let batches: [AnyRecordBatch]

        /// `nil` if a batch cannot be read: the map is not made then, and nothing is cleaned.
        init?(_ fuzzed: FuzzInput) {
            var input = fuzzed
            let flags = input.byte()
            rules = BatchFilter.Rules(
                now: flags & 1 != 0 ? 1_600_000_000_001 : 0, deleteRetention: Int64(flags >> 4),
                highWatermark: Offset(Int64(input.byte())))
            if flags & 2 != 0 {
                let first = Offset(Int64(input.byte()))
                let end = first + Int64(input.byte())
                aborted = [
                    TransactionIndex.Entry(
                        producerID: 1, firstOffset: first, lastOffset: end, lastStableOffset: end)
                ]
            }
            if flags & 4 != 0 {
                producers[1] = BatchRetention.ActiveProducer(
                    lastDataOffset: Offset(Int64(input.byte())), epoch: 0)
            }
            let hasher = KeyHasher(secret: (1, 2))
            guard let map = CompactionOffsetMap(slots: 512, capacity: 400, hasher: hasher) else {
                return nil
            }
            self.map = map
            var batches: [AnyRecordBatch] = []
            var reader = RecordBatchReader(input.batches())
            while let batch = try? reader.next() {
                guard let records = Self.records(of: batch) else { return nil }
                for record in records where record.offset > map.latestOffset {
                    guard let key = record.key, !batch.isControl else { continue }
                    guard key.withUnsafeBytes({ map.put($0, record.offset) }) else { return nil }
                }
                batches.append(batch)
            }
            self.batches = batches
        }

        private static func records(of batch: AnyRecordBatch) -> [Record]? {
            try? batch.records(decompressionLimit: FuzzTarget.limit)
        }

        private var filter: BatchFilter {
            var filter = BatchFilter(rules, map, aborted: aborted)
            filter.producers = producers
            return filter
        }

        func run() {
            let (left, _) = clean(batches)
            let (again, changes) = clean(left)
            // Tombstones whose time has come go now, and so do markers whose transactions have gone.
            guard rules.deleteRetention > 0, !batches.contains(where: \.isControl) else { return }
            requireEqual(changes, 0, "batches that changed again")
            requireEqual(again.count, left.count, "the number of batches")
        }

        /// What is left of `batches`, and how many were rewritten.
        private func clean(_ batches: [AnyRecordBatch]) -> ([AnyRecordBatch], changes: Int) {
            var filter = filter
            var left: [AnyRecordBatch] = []
            var changes = 0
            for batch in batches {
                guard let (outcome, _) = try? filter.apply(batch) else { continue }
                switch outcome {
                case .nothing: continue
                case .unchanged: left.append(batch)
                case .rewritten(let bytes):
                    changes += 1
                    guard let rewritten = try? AnyRecordBatch(bytes) else {
                        preconditionFailure("what is left of a batch is none")
                    }
                    compare(rewritten, with: batch)
                    left.append(rewritten)
                }
            }
            return (left, changes)
        }

        private func compare(_ rewritten: AnyRecordBatch, with batch: AnyRecordBatch) {
            precondition(rewritten.isChecksumValid, "what is left of a batch is damaged")
            if batch.current != nil {
                requireEqual(rewritten.lastOffset, batch.lastOffset, "the last offset")
            }
            guard let before = Self.records(of: batch), let after = Self.records(of: rewritten)
            else { preconditionFailure("what is left of a batch cannot be read") }
            var rest = before[...]
            for record in after {
                guard let place = rest.firstIndex(of: record) else {
                    preconditionFailure("\(record) was not in the batch")
                }
                rest = rest[(place + 1)...]
            }
        }
    }
#endif
