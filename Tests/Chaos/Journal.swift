import Foundation

/// A record as a consumer saw it.
struct SeenRecord: Equatable, Sendable {
    var offset: Int64
    var producer: Int32
    var number: Int32
}

/// What a producer was told; the format is described in `confluent_chaos_producer.py`.
struct ProducerJournal: Equatable, Sendable {
    struct Acknowledgement: Equatable, Sendable {
        var number: Int32
        /// -1 if none was told.
        var offset: Int64
        /// Milliseconds of the machine's monotonic clock.
        var time: Int64
    }

    /// By partition.
    var acknowledgements: [Int: [Acknowledgement]] = [:]
    /// How many records were sent, by partition.
    var sent: [Int: Int] = [:]
    /// Records given up, and whatever ended the producer.
    var failures: [String] = []
}

/// What a consumer saw; the format is described in `confluent_chaos_consumer.py`.
struct ConsumerJournal: Equatable, Sendable {
    /// By partition.
    var records: [[SeenRecord]]
    var failures: [String] = []
    /// How often the client was lost, as `lost_client.py` tells, and another took its place.
    var replacements = 0

    init(partitions: Int) { records = Array(repeating: [], count: partitions) }
}

/// Everything that the clients of a run know.
struct History: Sendable {
    var partitions: Int
    var producers: [ProducerJournal] = []
    /// Consumers that read while the faults happened.
    var readers: [ConsumerJournal] = []
    /// The members of the consumer group; none if there was no group.
    var group: [GroupJournal] = []
    /// Moves and elections of preferred leaders that were granted.
    var moves = 0
    /// What became of the topic that is made anew; `nil` if there was none.
    var renewal: RenewalJournal?
    /// The reader that began when all was over.
    var final: ConsumerJournal

    init(partitions: Int) {
        self.partitions = partitions
        final = ConsumerJournal(partitions: partitions)
    }
}

/// A journal with a line that does not belong there, or that was not written.
struct BrokenJournal: Error, CustomStringConvertible {
    var description: String
}

extension ProducerJournal {
    init(readingFrom path: String) throws {
        try self.init(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    init(_ text: Data) throws {
        try forEachLine(of: text) { kind, numbers, line in
            switch (kind, numbers.count) {
            case (UInt8(ascii: "a"), 4):
                acknowledgements[Int(numbers[0]), default: []].append(
                    Acknowledgement(
                        number: Int32(truncatingIfNeeded: numbers[1]), offset: numbers[2],
                        time: numbers[3]))
            case (UInt8(ascii: "s"), 2): sent[Int(numbers[0])] = Int(numbers[1])
            case (UInt8(ascii: "f"), _), (UInt8(ascii: "x"), _): failures.append(line())
            default: throw BrokenJournal(description: line())
            }
        }
    }
}

extension ConsumerJournal {
    init(readingFrom path: String, partitions: Int) throws {
        try self.init(Data(contentsOf: URL(fileURLWithPath: path)), partitions: partitions)
    }

    init(_ text: Data, partitions: Int) throws {
        self.init(partitions: partitions)
        try forEachLine(of: text) { kind, numbers, line in
            switch (kind, numbers.count) {
            case (UInt8(ascii: "r"), 4) where records.indices.contains(Int(numbers[0])):
                records[Int(numbers[0])].append(
                    SeenRecord(
                        offset: numbers[1], producer: Int32(truncatingIfNeeded: numbers[2]),
                        number: Int32(truncatingIfNeeded: numbers[3])))
            case (UInt8(ascii: "e"), _): failures.append(line())
            case (UInt8(ascii: "n"), _): replacements += 1
            default: throw BrokenJournal(description: line())
            }
        }
    }
}

/// Calls `body` with the first letter of each line, the numbers behind it up to the first word that is
/// none, and the whole line. By bytes: journals have millions of lines.
func forEachLine(
    of text: Data, _ body: (UInt8, [Int64], () -> String) throws -> Void
) throws {
    try text.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
        var numbers: [Int64] = []
        var place = 0
        while place < bytes.count {
            let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            numbers.removeAll(keepingCapacity: true)
            var word = place + 1
            while word < end, let (number, next) = parseNumber(bytes, from: word + 1, to: end) {
                numbers.append(number)
                word = next
            }
            let line = bytes[place..<end]
            try body(bytes[place], numbers) { String(decoding: line, as: UTF8.self) }
            place = end + 1
        }
    }
}

/// The number that begins at `start`, and where it ends: before a blank or at `end`.
private func parseNumber(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int)
    -> (number: Int64, next: Int)?
{
    let isNegative = start < end && bytes[start] == UInt8(ascii: "-")
    var place = isNegative ? start + 1 : start
    guard place < end else { return nil }
    var value: Int64 = 0
    while place < end, bytes[place] != UInt8(ascii: " ") {
        let digit = Int64(bytes[place]) - 48
        guard (0...9).contains(digit), value < Int64.max / 10 - 1 else { return nil }
        value = value * 10 + digit
        place += 1
    }
    return (isNegative ? -value : value, place)
}
