import Bytes
import CoordinatorRuntime
import GroupCoordination
import KafkaModel
import KafkaProtocol
import KafkaRecords
import TestSupport
import Testing

/// The topic of offsets as Kafka's brokers have written it.
@Suite(.enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"))
struct GoldenOffsetsTopicTests {
    static let logs = ["2.8.2", "3.9.0"].flatMap { version in
        ["d1/__consumer_offsets-1", "d2/__consumer_offsets-0"].map {
            "logs/\(version)/single/\($0)"
        }
    }

    static func segment(_ log: String) throws -> SharedBytes {
        let path = try #require(SharedFiles.golden("\(log)/00000000000000000000.log"))
        return SharedBytes(copying: try SharedFiles.bytes(path))
    }

    /// The data batches of a segment.
    static func batches(_ log: String) throws -> [RecordBatch] {
        var reader = RecordBatchReader(try segment(log))
        var batches: [RecordBatch] = []
        while let batch = try reader.next() {
            if let current = batch.current, !current.isControl { batches.append(current) }
        }
        return batches
    }

    static func records(of batch: RecordBatch) throws -> [Record] {
        var reader = try RecordReader(batch)
        var records: [Record] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test(arguments: logs)
    func everyRecordIsReadAndWrittenAgainByteForByte(log: String) throws {
        var checked = 0
        for batch in try Self.batches(log) {
            for record in try Self.records(of: batch) {
                let bytes = try #require(record.key)
                let key = try GroupRecordKey(bytes)
                #expect(try key.bytes == bytes)
                if let value = record.value {
                    #expect(
                        try rewritten(key, value) == CoordinatorRecord(key: bytes, value: value))
                }
                checked += 1
            }
        }
        #expect(checked > 4)
    }

    private func rewritten(_ key: GroupRecordKey, _ value: SharedBytes) throws -> CoordinatorRecord
    {
        switch key {
        case .offset(let group, let partition):
            try GroupRecords.offset(
                try GroupRecords.offset(from: value), of: partition, group: group)
        case .group(let id):
            try GroupRecords.group(try GroupRecords.group(from: value), id: id)
        }
    }

    @Test(arguments: logs)
    func everyBatchIsWrittenAgainByteForByte(log: String) throws {
        for batch in try Self.batches(log) {
            let records = try Self.records(of: batch)
            // Kafka may have written the records of a batch with several timestamps.
            guard records.allSatisfy({ $0.timestamp == batch.baseTimestamp }) else { continue }
            let producer =
                batch.isTransactional
                ? TransactionalProducer(id: batch.producerID, epoch: batch.producerEpoch) : nil
            let written = try RecordBatch(
                CoordinatorRecord.batch(
                    of: records.map { CoordinatorRecord(key: $0.key ?? .empty, value: $0.value) },
                    timestamp: batch.baseTimestamp, producer: producer,
                    baseSequence: batch.baseSequence))
            written.assign(baseOffset: batch.baseOffset, leaderEpoch: batch.partitionLeaderEpoch)
            #expect(written.bytes == batch.bytes)
            let first = try GroupRecordKey(records.first?.key ?? .empty)
            if case .offset = first, records.first?.value != nil {
                #expect(batch.baseSequence == 0)
            } else {
                #expect(batch.baseSequence == -1)
            }
        }
    }

    /// The groups that were made for the recording.
    private func replay(_ version: String) throws -> GroupReplay {
        var replay = GroupReplay()
        for log in Self.logs where log.contains(version) {
            _ = try CoordinatorLoader.replay(try Self.segment(log), from: 0, into: &replay)
        }
        #expect(replay.skippedRecords == 0)
        return replay
    }

    @Test(arguments: ["2.8.2", "3.9.0"])
    func onlyCommittedTransactionsCount(version: String) throws {
        let offsets = try replay(version).offsets["g-txn"]
        #expect(offsets?[TopicPartition("txn", 0)]?.value.offset == 3)
        #expect(try replay(version).openTransactions == [:])
    }

    @Test(arguments: ["2.8.2", "3.9.0"])
    func deletedOffsetsAndGroupsAreGone(version: String) throws {
        let replay = try replay(version)
        #expect(!replay.groupIDs.contains("g-deleted"))
        #expect(replay.offsets["g-deloffset"]?.count == 1)
    }

    @Test(arguments: ["2.8.2", "3.9.0"])
    func groupsComeBackAsTheyWere(version: String) throws {
        let replay = try replay(version)
        let left = try #require(replay.groups["g-left"])
        #expect(left.generation == 2 && left.members == [])
        let still = try #require(replay.groups["g-static"])
        #expect(still.members.map(\.groupInstanceId) == ["inst-1"])
        #expect(replay.groupIDs.contains("g-simple"))
    }
}
