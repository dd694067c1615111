import Bytes
import KafkaModel

/// One record with its place in the log. Key, value and header values share the bytes they came
/// from.
package struct Record: Equatable, Sendable {
    package var offset: Offset
    /// Milliseconds since 1970; -1 if unknown.
    package var timestamp: Int64
    /// `nil` for null.
    package var key: SharedBytes?
    /// `nil` for null: in a compacted topic a tombstone.
    package var value: SharedBytes?
    package var headers: [RecordHeader]

    package init(
        offset: Offset = 0, timestamp: Int64, key: SharedBytes?, value: SharedBytes?,
        headers: [RecordHeader] = []
    ) {
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// A record with copies of `key` and `value`.
    package init(
        offset: Offset = 0, timestamp: Int64, copyingKey key: [UInt8]?, value: [UInt8]?,
        headers: [RecordHeader] = []
    ) {
        self.init(
            offset: offset, timestamp: timestamp, key: key.map { SharedBytes(copying: $0) },
            value: value.map { SharedBytes(copying: $0) }, headers: headers)
    }
}

/// A name and a value beside a record (KIP-82). Names may repeat.
package struct RecordHeader: Equatable, Sendable {
    package var key: String
    package var value: SharedBytes?

    package init(key: String, value: SharedBytes?) {
        self.key = key
        self.value = value
    }
}
