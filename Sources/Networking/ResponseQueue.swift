import Bytes

/// Brings the answers of one connection into the order of its requests.
///
/// Each request takes a place; places are filled in any order, or given up. What stands at the front
/// and is filled may be sent. Bounded by the requests that the connection admits at a time.
package struct ResponseQueue {
    private enum Place {
        case waiting
        case filled([Payload])
        case givenUp
    }

    /// The places from ``first`` on; a ring.
    private var places: [Place]
    private var first: UInt64 = 0
    private var next: UInt64 = 0

    /// `capacity` is the largest number of open places.
    package init(capacity: Int) {
        places = Array(repeating: .waiting, count: max(1, capacity))
    }

    /// Requests without their turn to be answered.
    package var count: Int { Int(next - first) }
    package var isFull: Bool { count == places.count }

    /// The next place. Not when the queue ``isFull``.
    package mutating func reserve() -> UInt64 {
        precondition(!isFull, "more requests under way than admitted")
        places[index(next)] = .waiting
        defer { next += 1 }
        return next
    }

    /// Fills a place, or gives it up with `nil`. Only the first call for a place counts.
    package mutating func fill(_ place: UInt64, _ answer: [Payload]?) {
        guard place >= first, place < next, case .waiting = places[index(place)] else { return }
        places[index(place)] = answer.map { .filled($0) } ?? .givenUp
    }

    /// Whether the place is the one whose answer is sent next.
    package func isFirst(_ place: UInt64) -> Bool { place == first && place < next }

    /// Takes the answer at the front, if it is there; places given up are passed over.
    package mutating func popReady() -> [Payload]? {
        while first < next {
            let index = index(first)
            switch places[index] {
            case .waiting:
                return nil
            case .givenUp:
                first += 1
            case .filled(let answer):
                places[index] = .waiting
                first += 1
                return answer
            }
        }
        return nil
    }

    private func index(_ place: UInt64) -> Int { Int(place % UInt64(places.count)) }
}
