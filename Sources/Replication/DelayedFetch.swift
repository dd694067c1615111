import KafkaModel
import Platform
import Scheduling

/// A fetch that found too little and waits for more (Kafka: DelayedFetch). Each change of one of its
/// partitions makes it read again; with the usual one byte as minimum that is once. Belongs to the
/// loop of its connection: it reads and answers there, so that an append pays for no reader.
final class DelayedFetch: PartitionWaiter {
    private struct State {
        var completion: (@Sendable ([PartitionFetchResult]) -> Void)?
        var deadline: ScheduledJob?
        var seen: [ReadPass.Seen] = []
        /// A pass is running; a change meanwhile makes it run again instead of twice at once.
        var isReading = false
        var mustReadAgain = false
    }

    private let state: Lock<State>
    private let loop: any EventLoop
    private let reader: RecordRead
    private let fetches: [PartitionFetch]
    private let parameters: FetchParameters

    init(
        _ reader: RecordRead, _ fetches: [PartitionFetch], _ parameters: FetchParameters,
        on loop: any EventLoop, completion: @escaping @Sendable ([PartitionFetchResult]) -> Void
    ) {
        self.loop = loop
        self.reader = reader
        self.fetches = fetches
        self.parameters = parameters
        state = Lock(State(completion: completion))
    }

    func start(_ first: ReadPass) {
        let deadline = loop.schedule(after: parameters.maxWait) { [self] in expire() }
        state.withLock { $0.deadline = deadline }
        if register(first) { partitionChanged() }
    }

    func partitionChanged() {
        let mayRead = state.withLock { state in
            guard state.completion != nil else { return false }
            if state.isReading {
                state.mustReadAgain = true
                return false
            }
            state.isReading = true
            return true
        }
        guard mayRead else { return }
        if loop.isCurrent { return readUntilQuiet() }
        loop.execute { [self] in readUntilQuiet() }
    }

    private func readUntilQuiet() {
        while let pass = reader.readResident(fetches, parameters, noting: false) {
            if settle(pass) { return }
        }
        reader.readWaiting(fetches, parameters, noting: false, on: loop) { [self] pass in
            if !settle(pass) { readUntilQuiet() }
        }
    }

    /// Answers with the pass, or waits for the next change. `false` if there has been one meanwhile.
    private func settle(_ pass: ReadPass) -> Bool {
        if pass.isEnough(for: parameters) {
            finish(pass)
            return true
        }
        let changed = register(pass)
        return state.withLock { state in
            let again = state.mustReadAgain || changed
            state.mustReadAgain = false
            state.isReading = again
            return !again
        }
    }

    /// Waits for a change of any partition; `true` if there has been one since the pass.
    private func register(_ pass: ReadPass) -> Bool {
        let isOver = state.withLock { state in
            state.seen = pass.seen
            return state.completion == nil
        }
        if isOver { return false }
        var changed = false
        for seen in pass.seen {
            seen.partition.remove(self)
            // Registered with all, even after a change, so that each reports its next one.
            if seen.partition.add(
                fetchWaiter: self, isolation: parameters.isolation, seen: seen.bound,
                toldHighWatermark: seen.toldHighWatermark)
            {
                changed = true
            }
        }
        return changed
    }

    private func expire() {
        reader.read(fetches, parameters, noting: false, on: loop) { [self] in finish($0) }
    }

    private func finish(_ pass: ReadPass) {
        let (completion, seen) = state.withLock { state in
            let completion = state.completion
            state.completion = nil
            state.deadline?.cancel()
            state.deadline = nil
            return (completion, state.seen)
        }
        guard let completion else { return }
        for seen in seen { seen.partition.remove(self) }
        completion(pass.results)
    }
}
