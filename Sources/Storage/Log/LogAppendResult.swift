import KafkaModel

/// What became of an append.
package struct LogAppendResult: Equatable, Sendable {
    /// The offset of the first record; of a duplicate, the one that it got the first time.
    package var firstOffset: Offset
    /// The offset of the last record.
    package var lastOffset: Offset
    /// Milliseconds when the topic uses LogAppendTime, and for duplicates; else -1.
    package var logAppendTime: Int64 = -1
    package var logStartOffset: Offset
    /// The log end offset after the append; with ``isDuplicate``, as it was.
    package var logEndOffset: Offset
    /// The batch was in the log already and was not written again (idempotence).
    package var isDuplicate = false
    /// Whether the leader vouches for the records already. If not, `flush.messages` asks for a flush,
    /// which is on its way.
    package var isSecured = true
    /// Bytes written.
    package var sizeInBytes = 0

    package init(
        firstOffset: Offset, lastOffset: Offset, logStartOffset: Offset, logEndOffset: Offset
    ) {
        self.firstOffset = firstOffset
        self.lastOffset = lastOffset
        self.logStartOffset = logStartOffset
        self.logEndOffset = logEndOffset
    }
}
