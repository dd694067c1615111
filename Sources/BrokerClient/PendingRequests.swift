import Bytes
import KafkaModel
import Scheduling

/// The requests of a connection that have no answer yet, in the order of sending: the order in which
/// a broker answers.
struct PendingRequests {
    typealias Completion = @Sendable (Result<SharedBytes, BrokerClientError>) -> Void

    struct Entry {
        let correlationId: Int32
        let apiKey: APIKey
        let deadline: ScheduledJob
        /// `nil` once the caller has given up; the answer is then dropped.
        var completion: Completion?
    }

    private var entries: [Entry] = []
    private var first = 0

    var count: Int { entries.count - first }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    /// The oldest request, if it is the one with this number.
    mutating func popFirst(correlationId: Int32) -> Entry? {
        guard first < entries.count, entries[first].correlationId == correlationId else {
            return nil
        }
        let entry = entries[first]
        entries[first].completion = nil
        first += 1
        if first == entries.count || first >= 64 {
            entries.removeFirst(first)
            first = 0
        }
        return entry
    }

    /// Takes the completion of a request whose caller no longer waits; its place stays.
    mutating func abandon(correlationId: Int32) -> Completion? {
        guard let index = entries[first...].firstIndex(where: { $0.correlationId == correlationId })
        else { return nil }
        defer { entries[index].completion = nil }
        return entries[index].completion
    }

    /// The oldest request first.
    mutating func removeAll() -> [Entry] {
        defer {
            entries = []
            first = 0
        }
        return Array(entries[first...])
    }
}
