import KafkaModel

/// `/latest_producer_id_block`: the numbers for producers that were given out last.
package struct ProducerIDBlockZNode: Equatable, Sendable {
    package static let path = "/latest_producer_id_block"
    /// How many numbers a broker gets at a time.
    package static let blockSize: Int64 = 1000

    package var brokerID: BrokerID
    package var first: ProducerID
    package var last: ProducerID

    package init(brokerID: BrokerID, first: ProducerID, last: ProducerID) {
        self.brokerID = brokerID
        self.first = first
        self.last = last
    }

    /// The block behind `previous`, for `brokerID`; `nil` if the numbers are used up.
    package static func next(after previous: ProducerIDBlockZNode?, for brokerID: BrokerID)
        -> ProducerIDBlockZNode?
    {
        guard let previous else {
            return ProducerIDBlockZNode(
                brokerID: brokerID, first: 0, last: ProducerID(blockSize - 1))
        }
        guard previous.last.rawValue <= Int64.max - 1 - blockSize else { return nil }
        let first = previous.last.rawValue + 1
        return ProducerIDBlockZNode(
            brokerID: brokerID, first: ProducerID(first), last: ProducerID(first + blockSize - 1))
    }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        brokerID = BrokerID(try json.int32("broker"))
        let (first, last) = (try json.int64Text("block_start"), try json.int64Text("block_end"))
        guard first >= 0, last >= first else { throw .invalidField("block_end") }
        self.first = ProducerID(first)
        self.last = ProducerID(last)
    }

    package func encode() -> [UInt8] {
        JSONValue.object([
            .init("version", .integer(1)), .init("broker", JSONValue(brokerID.rawValue)),
            .init("block_start", .string(String(first.rawValue))),
            .init("block_end", .string(String(last.rawValue))),
        ]).encoded()
    }
}
