import Replication
import Scheduling

/// What the handlers of records work with.
package struct RecordServices: Sendable {
    package var append: RecordAppend
    package var read: RecordRead
    package var deletion: RecordDeletion
    package var partitions: HostedPartitions
    package var cache: MetadataCache
    package var sessions: FetchSessionCache
    /// Runs what waits for files or takes long.
    package var disk: BlockingExecutor
    /// `fetch.max.bytes`: the largest Fetch answer, but for one batch that is larger.
    package var maximumFetchBytes: Int

    package init(
        append: RecordAppend, read: RecordRead, deletion: RecordDeletion,
        partitions: HostedPartitions, cache: MetadataCache, sessions: FetchSessionCache,
        disk: BlockingExecutor, maximumFetchBytes: Int = 57_671_680
    ) {
        self.append = append
        self.read = read
        self.deletion = deletion
        self.partitions = partitions
        self.cache = cache
        self.sessions = sessions
        self.disk = disk
        self.maximumFetchBytes = maximumFetchBytes
    }
}

extension HandlerTable {
    /// Adds Produce, Fetch, ListOffsets, OffsetForLeaderEpoch and DeleteRecords.
    package mutating func addRecordHandlers(_ services: RecordServices) {
        add(ProduceHandler(records: services.append, cache: services.cache))
        add(
            FetchHandler(
                records: services.read, cache: services.cache, sessions: services.sessions,
                conversion: FetchConversion(services.partitions), disk: services.disk,
                maximumBytes: services.maximumFetchBytes))
        add(
            ListOffsetsHandler(
                partitions: services.partitions, cache: services.cache, disk: services.disk))
        add(OffsetForLeaderEpochHandler(partitions: services.partitions, cache: services.cache))
        add(DeleteRecordsHandler(deletion: services.deletion))
    }
}
