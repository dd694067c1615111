import Foundation

/// What a member of the consumer group noted, over all its lives; the format is described in
/// `confluent_chaos_member.py`. Times are milliseconds of the machine's monotonic clock.
struct GroupJournal: Equatable, Sendable {
    enum Event: Equatable, Sendable {
        /// A life begins: what the one before it was assigned is forgotten.
        case begin
        /// Reads on from the group's offset, which was asked for at `time`.
        case assigned(partition: Int, offset: Int64, time: Int64)
        case delivered(partition: Int, offsets: ClosedRange<Int64>)
        case commitSent(partition: Int, offset: Int64, time: Int64)
        /// The commit that was sent last for the partition.
        case commitAcknowledged(partition: Int, offset: Int64, time: Int64)
        /// The group's offset at the end, asked for at `time`.
        case looked(partition: Int, offset: Int64, time: Int64)
    }

    var events: [Event] = []
    var failures: [String] = []
    /// How many lives ended because the client was lost, as `lost_client.py` tells.
    var replacements = 0
}

extension GroupJournal {
    init(readingFrom path: String) throws {
        try self.init(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    init(_ text: Data) throws {
        try forEachLine(of: text) { kind, numbers, line in
            switch kind {
            case UInt8(ascii: "e"): failures.append(line())
            case UInt8(ascii: "n"): replacements += 1
            default:
                guard let event = Self.event(kind, numbers) else {
                    throw BrokenJournal(description: line())
                }
                events.append(event)
            }
        }
    }

    private static func event(_ kind: UInt8, _ numbers: [Int64]) -> Event? {
        if kind == UInt8(ascii: "b"), numbers.isEmpty { return .begin }
        guard numbers.count == 3, let partition = Int(exactly: numbers[0]) else { return nil }
        let (offset, time) = (numbers[1], numbers[2])
        switch kind {
        case UInt8(ascii: "s"):
            return .assigned(partition: partition, offset: offset, time: time)
        case UInt8(ascii: "d") where numbers[1] <= numbers[2]:
            return .delivered(partition: partition, offsets: numbers[1]...numbers[2])
        case UInt8(ascii: "t"):
            return .commitSent(partition: partition, offset: offset, time: time)
        case UInt8(ascii: "c"):
            return .commitAcknowledged(partition: partition, offset: offset, time: time)
        case UInt8(ascii: "l"):
            return .looked(partition: partition, offset: offset, time: time)
        default: return nil
        }
    }
}
