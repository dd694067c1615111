import Foundation

/// What became of a topic that is deleted and created again and again; the format is described in
/// `confluent_chaos_renewer.py`.
struct RenewalJournal: Equatable, Sendable {
    struct Place: Hashable, Sendable {
        var partition: Int
        var offset: Int64
    }

    struct Generation: Equatable, Sendable {
        /// Numbers of acknowledged records, and where they were said to be.
        var acknowledged: [(number: Int64, place: Place)] = []
        /// What was read when all was well: the generation in which it was written, and its number.
        var read: [(place: Place, generation: Int64, number: Int64)] = []
        /// Whether it was read to its end.
        var isRead = false
        /// An earlier request to delete the topic may have come late.
        var mayBeGone = false

        static func == (a: Generation, b: Generation) -> Bool {
            a.acknowledged.elementsEqual(b.acknowledged, by: ==)
                && a.read.elementsEqual(b.read, by: ==) && a.isRead == b.isRead
                && a.mayBeGone == b.mayBeGone
        }
    }

    /// How often the topic was created.
    var created = 0
    /// Those that were looked at.
    var generations: [Int64: Generation] = [:]
    var failures: [String] = []
}

extension RenewalJournal {
    init(readingFrom path: String) throws {
        try self.init(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    init(_ text: Data) throws {
        try forEachLine(of: text) { kind, numbers, line in
            if kind == UInt8(ascii: "x") { return failures.append(line()) }
            guard let first = numbers.first else { throw BrokenJournal(description: line()) }
            if kind == UInt8(ascii: "c"), numbers.count == 1 {
                created += 1
            } else if !generations[first, default: Generation()].take(kind, numbers) {
                throw BrokenJournal(description: line())
            }
        }
    }
}

extension RenewalJournal.Generation {
    fileprivate mutating func take(_ kind: UInt8, _ numbers: [Int64]) -> Bool {
        switch (kind, numbers.count) {
        case (UInt8(ascii: "u"), 1): mayBeGone = true
        case (UInt8(ascii: "v"), 1): isRead = true
        case (UInt8(ascii: "a"), 4):
            let place = RenewalJournal.Place(partition: Int(numbers[1]), offset: numbers[3])
            acknowledged.append((numbers[2], place))
        case (UInt8(ascii: "r"), 5):
            let place = RenewalJournal.Place(partition: Int(numbers[1]), offset: numbers[2])
            read.append((place, numbers[3], numbers[4]))
        default: return false
        }
        return true
    }
}
