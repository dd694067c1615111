import Platform

/// Timers in the order of their deadlines; those with equal deadlines in the order of their entry.
///
/// A binary heap in which each timer knows its place, so that a cancelled one leaves at once: a
/// thousand produce requests a second with a timeout of 30 seconds keep no dead timers behind.
/// Bounded by what is scheduled: one or two timers for each connection and waiting request.
package struct TimerQueue {
    /// One entry. Belongs to the queue that it was added to.
    package final class Timer {
        package let deadline: MonotonicTime
        fileprivate let sequence: UInt64
        /// Position in the heap; -1 when it is not in there.
        fileprivate var place = -1
        package let job: @Sendable () -> Void

        fileprivate init(
            deadline: MonotonicTime, sequence: UInt64, job: @escaping @Sendable () -> Void
        ) {
            self.deadline = deadline
            self.sequence = sequence
            self.job = job
        }

        fileprivate func precedes(_ other: Timer) -> Bool {
            deadline == other.deadline ? sequence < other.sequence : deadline < other.deadline
        }
    }

    private var heap: [Timer] = []
    private var nextSequence: UInt64 = 0

    package init() {}

    package var count: Int { heap.count }
    package var firstDeadline: MonotonicTime? { heap.first?.deadline }

    package mutating func add(
        deadline: MonotonicTime, _ job: @escaping @Sendable () -> Void
    ) -> Timer {
        let timer = Timer(deadline: deadline, sequence: nextSequence, job: job)
        nextSequence += 1
        heap.append(timer)
        timer.place = heap.count - 1
        moveUp(timer.place)
        return timer
    }

    /// Takes a timer out. No effect if it has left before.
    package mutating func remove(_ timer: Timer) {
        guard timer.place >= 0 else { return }
        removeEntry(at: timer.place)
    }

    /// Takes out the first timer whose deadline is not after `time`.
    package mutating func popDue(_ time: MonotonicTime) -> Timer? {
        guard let first = heap.first, first.deadline <= time else { return nil }
        removeEntry(at: 0)
        return first
    }

    private mutating func removeEntry(at place: Int) {
        heap[place].place = -1
        let last = heap.removeLast()
        guard place < heap.count else { return }
        heap[place] = last
        last.place = place
        moveUp(place)
        moveDown(last.place)
    }

    private mutating func moveUp(_ start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard heap[place].precedes(heap[parent]) else { return }
            exchange(place, parent)
            place = parent
        }
    }

    private mutating func moveDown(_ start: Int) {
        var place = start
        while true {
            let left = 2 * place + 1
            guard left < heap.count else { return }
            let right = left + 1
            let smaller = right < heap.count && heap[right].precedes(heap[left]) ? right : left
            guard heap[smaller].precedes(heap[place]) else { return }
            exchange(place, smaller)
            place = smaller
        }
    }

    private mutating func exchange(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        heap[a].place = a
        heap[b].place = b
    }

    /// Whether the order and the places hold; for tests.
    package var isConsistent: Bool {
        heap.indices.allSatisfy { place in
            heap[place].place == place
                && (place == 0 || !heap[place].precedes(heap[(place - 1) / 2]))
        }
    }
}
