import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords

/// Short forms of requests for one topic.
enum Requests {
    /// A batch of one record for each value.
    static func batch(_ values: String...) throws -> SharedBytes {
        var builder = RecordBatchBuilder(RecordBatchHeader())
        for value in values {
            builder.append(
                timestamp: 1000, key: nil, value: SharedBytes(copying: Array(value.utf8)),
                headers: [])
        }
        return try builder.finish()
    }

    static func produce(
        _ topic: String, _ records: SharedBytes?, partition: Int32 = 0, acks: Int16 = 1,
        timeout: Int32 = 1000
    ) -> ProduceRequest {
        ProduceRequest(
            acks: acks, timeoutMs: timeout,
            topicData: [
                .init(
                    name: topic,
                    partitionData: [.init(index: partition, records: records.map { .bytes($0) })])
            ])
    }

    static func fetch(
        _ topic: String, from offset: Offset, partition: Int32 = 0, wait: Int32 = 0,
        session: (id: Int32, epoch: Int32) = (0, -1)
    ) -> FetchRequest {
        var wanted = FetchRequest.FetchPartition()
        wanted.partition = partition
        wanted.fetchOffset = offset
        wanted.partitionMaxBytes = 1 << 20
        return FetchRequest(
            maxWaitMs: wait, minBytes: 1, sessionId: session.id, sessionEpoch: session.epoch,
            topics: [.init(topic: topic, partitions: [wanted])])
    }
}

extension ProduceResponse {
    var only: PartitionProduceResponse {
        responses.first?.partitionResponses.first ?? .init(errorCode: .unknownServerError)
    }
}

extension FetchResponse {
    var only: PartitionData {
        responses.first?.partitions.first ?? .init(errorCode: .unknownServerError)
    }

    /// The values of all records of all partitions.
    var values: [String] {
        get throws {
            try responses.flatMap(\.partitions).flatMap { partition in
                guard let bytes = partition.records?.inMemory else { return [String]() }
                var reader = RecordBatchReader(bytes)
                var values: [String] = []
                while let batch = try reader.next() {
                    for record in try batch.records() {
                        values.append(
                            String(decoding: record.value?.array ?? [], as: UTF8.self))
                    }
                }
                return values
            }
        }
    }
}
