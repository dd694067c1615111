import Compression

/// Whose clock gave a record its timestamp.
package enum TimestampType: UInt8, Sendable {
    /// The producer's.
    case createTime = 0
    /// The leader's, when it appended the batch.
    case logAppendTime = 1
}

/// The attributes of a magic 2 batch.
///
/// | bits | meaning |
/// |---|---|
/// | 0–2 | codec |
/// | 3 | timestamp type |
/// | 4 | transactional |
/// | 5 | control |
/// | 6 | the base timestamp is a delete horizon |
/// | 7–15 | unused, kept as they are |
package struct RecordBatchAttributes: RawRepresentable, Equatable, Sendable {
    package var rawValue: Int16

    @inlinable package init(rawValue: Int16) { self.rawValue = rawValue }

    package init(
        compression: CompressionType = .none, timestampType: TimestampType = .createTime,
        isTransactional: Bool = false, isControl: Bool = false, hasDeleteHorizon: Bool = false
    ) {
        rawValue = Int16(compression.rawValue) | (Int16(timestampType.rawValue) << 3)
        if isTransactional { rawValue |= 0x10 }
        if isControl { rawValue |= 0x20 }
        if hasDeleteHorizon { rawValue |= 0x40 }
    }

    /// The number of the codec, 0–7; 5–7 are unknown.
    @inlinable package var codec: UInt8 { UInt8(truncatingIfNeeded: rawValue) & 0x07 }

    /// The codec; `nil` for the numbers 5–7.
    @inlinable package var compression: CompressionType? { CompressionType(rawValue: codec) }

    @inlinable package var timestampType: TimestampType {
        get { rawValue & 0x08 == 0 ? .createTime : .logAppendTime }
        set { rawValue = newValue == .createTime ? rawValue & ~0x08 : rawValue | 0x08 }
    }

    @inlinable package var isTransactional: Bool { rawValue & 0x10 != 0 }
    @inlinable package var isControl: Bool { rawValue & 0x20 != 0 }
    @inlinable package var hasDeleteHorizon: Bool {
        get { rawValue & 0x40 != 0 }
        set { rawValue = newValue ? rawValue | 0x40 : rawValue & ~0x40 }
    }
}
