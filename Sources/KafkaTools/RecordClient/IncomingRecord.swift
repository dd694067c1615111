/// A record as a consumer sees it.
package struct IncomingRecord: Equatable, Sendable {
    package enum TimestampType: Sendable, Equatable {
        case none
        case createTime
        case logAppendTime
    }

    package var topic: String
    package var partition: Int32
    package var offset: Int64
    package var timestampType = TimestampType.none
    /// Milliseconds since 1970.
    package var timestamp: Int64 = -1
    package var key: [UInt8]?
    package var value: [UInt8]?
    package var headers: [Header] = []

    package struct Header: Equatable, Sendable {
        package var key: String
        package var value: [UInt8]?

        package init(key: String, value: [UInt8]?) {
            self.key = key
            self.value = value
        }
    }

    package init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}
