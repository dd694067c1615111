/// A record as a tool hands it to the producer.
struct OutgoingRecord: Equatable, Sendable {
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [Header] = []

    struct Header: Equatable, Sendable {
        var key: String
        var value: [UInt8]?
    }
}
