import Bytes
import Compression
import KafkaModel
import KafkaRecords
import Replication
import Storage

/// Gives old Fetch versions records in the form that they know, or says that there is none: message
/// sets of magic 0 up to version 1, of magic 1 up to version 3; no zstd before version 10.
/// Source: Kafka's KafkaApis.maybeConvertFetchedData, KIP-110.
package struct FetchConversion: Sendable {
    /// From this version on, records are sent as they are.
    static let firstVersionWithout: Int16 = 10

    private let partitions: HostedPartitions

    package init(_ partitions: HostedPartitions) {
        self.partitions = partitions
    }

    /// Whether results for a version have records that must be looked at.
    static func isWork(version: Int16, _ results: [PartitionFetchResult]) -> Bool {
        version < firstVersionWithout
            && DownConversion.magic(forFetchVersion: version) < RecordBatch.magic
            && results.contains { $0.records.count > 0 }
    }

    /// Reads and converts: on a thread that may wait where ``isWork(version:_:)`` says so.
    func convert(_ records: Payload, _ fetch: PartitionFetch, version: Int16)
        -> Result<Payload, PartitionError>
    {
        let config = partitions.online(fetch.partition)?.log.config
        if config?.compression == .zstd {
            return .failure(PartitionError(.unsupportedCompressionType))
        }
        let magic = DownConversion.magic(forFetchVersion: version)
        guard magic < RecordBatch.magic, records.count > 0 else { return .success(records) }
        guard let bytes = contents(of: records) else {
            return .failure(PartitionError(.kafkaStorageError))
        }
        guard DownConversion.isNeeded(for: bytes, magic: magic) else {
            return .success(.bytes(bytes))
        }
        guard config?.downconversionEnabled ?? true else {
            return .failure(PartitionError(.unsupportedVersion))
        }
        do throws(DownConversion.Failure) {
            return .success(
                .bytes(
                    try DownConversion.convert(bytes, magic: magic, fetchOffset: fetch.fetchOffset)
                ))
        } catch {
            switch error {
            case .zstd: return .failure(PartitionError(.unsupportedCompressionType))
            case .unreadable: return .failure(PartitionError(.corruptMessage))
            }
        }
    }

    private func contents(of records: Payload) -> SharedBytes? {
        switch records {
        case .bytes(let bytes): bytes
        case .region(let region): try? region.contents()
        }
    }
}
