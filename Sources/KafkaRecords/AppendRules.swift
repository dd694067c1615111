import Compression
import KafkaModel

/// What a topic and the broker demand of batches that a leader appends.
package struct AppendRules: Sendable {
    /// `compression.type`.
    package enum Compression: Equatable, Sendable {
        /// `producer`: as it comes.
        case keep
        /// Always this codec; `level` is the codec's own measure, `nil` its default.
        case convert(CompressionType, level: Int32?)
    }

    package var compression = Compression.keep
    /// `message.timestamp.type`.
    package var timestampType = TimestampType.createTime
    /// `message.timestamp.before.max.ms`, milliseconds.
    package var timestampBeforeMax = Int64.max
    /// `message.timestamp.after.max.ms`, milliseconds.
    package var timestampAfterMax = Int64.max
    /// `max.message.bytes`: the largest batch, as it comes and as it is written.
    package var maxMessageBytes = 1_048_588
    /// Whether `cleanup.policy` names `compact`: every record then needs a key.
    package var isCompacted = false
    /// What one batch may unpack to, bytes.
    package var decompressionLimit = RecordReader.decompressionLimit

    package init() {}
}

/// Who appends: a client is trusted less than a coordinator of this broker.
package enum AppendOrigin: Equatable, Sendable {
    /// A Produce request of that version.
    case client(produceVersion: Int16)
    /// Group and transaction coordinators: control batches are allowed.
    case coordinator

    var isClient: Bool { self != .coordinator }
}

/// Why a leader does not append the records of one partition.
package struct AppendRejection: Error, Equatable, Sendable {
    /// One record at fault.
    package struct RecordFault: Equatable, Sendable {
        /// The record's place in the batch, from 0.
        package var batchIndex: Int32
        package var message: String

        package init(batchIndex: Int32, message: String) {
            self.batchIndex = batchIndex
            self.message = message
        }
    }

    package var code: ErrorCode
    /// Text for the client; `nil` where the code says it all.
    package var message: String?
    /// Empty unless single records are at fault.
    package var recordFaults: [RecordFault]

    package init(
        _ code: ErrorCode, _ message: String? = nil, recordFaults: [RecordFault] = []
    ) {
        self.code = code
        self.message = message
        self.recordFaults = recordFaults
    }

    /// What a leader answers to bytes that it cannot read. Where data cannot be decompressed Kafka
    /// answers UNKNOWN_SERVER_ERROR, and clients know that.
    package init(_ error: RecordError) {
        switch error {
        case .sizeTooSmall, .unknownMagic, .batchTooSmall, .checksumMismatch:
            self.init(.corruptMessage)
        case .truncated, .invalidRecord:
            self.init(.invalidRecord)
        case .undecompressible(.outputLimitExceeded):
            self.init(.messageTooLarge, "the batch unpacks to more than this broker allows")
        case .unknownCodec, .undecompressible, .invalidVariableLengthInteger:
            self.init(.unknownServerError)
        }
    }
}
