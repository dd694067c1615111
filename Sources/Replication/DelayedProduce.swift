import KafkaModel
import Platform
import Scheduling
import Storage

/// An append that waits for the high watermark of its partitions, or for their disks where
/// `flush.messages` asks for it (Kafka: DelayedProduce). Belongs to the loop of its connection: it is
/// answered there, whoever moved the high watermark.
final class DelayedProduce: PartitionWaiter {
    struct Wait: Sendable {
        /// Place of the partition in the results.
        let index: Int
        let partition: Partition
        let epoch: LeaderEpoch
        /// The log end of which the acknowledgement is asked.
        let offset: Offset
        let acks: RequiredAcknowledgements
        /// The partition tells of the change that ends the wait. It does so once, and none but such
        /// changes: there is no need to register again.
        var isRegistered = false
    }

    fileprivate struct State {
        var results: [PartitionAppendResult]
        var waits: [Wait]
        var completion: (@Sendable ([PartitionAppendResult]) -> Void)?
        var deadline: ScheduledJob?
    }

    private let state: Lock<State>
    private let loop: any EventLoop

    init(
        _ results: [PartitionAppendResult], waits: [Wait], on loop: any EventLoop,
        completion: @escaping @Sendable ([PartitionAppendResult]) -> Void
    ) {
        self.loop = loop
        state = Lock(State(results: results, waits: waits, completion: completion))
    }

    /// Most appends are acknowledged within a fetch of the followers; the deadline is only set for
    /// those that are not acknowledged at once.
    func start(timeout: Duration) {
        if check() { return }
        let deadline = loop.schedule(after: timeout) { [self] in expire() }
        let isLate = state.withLock { state in
            if state.completion != nil { state.deadline = deadline }
            return state.completion == nil
        }
        if isLate { deadline.cancel() }
    }

    func partitionChanged() {
        if loop.isCurrent { return _ = check() }
        loop.execute { [self] in _ = check() }
    }

    /// Looks at the partitions that are still waited for; answers when there are none. `true` if the
    /// append is answered.
    private func check() -> Bool {
        let finished = state.withLock { state -> Finished? in
            guard state.completion != nil else { return .already }
            var rest: [Wait] = []
            for var wait in state.waits {
                switch wait.partition.acknowledgement(
                    of: wait.offset, epoch: wait.epoch, acks: wait.acks,
                    waiter: wait.isRegistered ? nil : self)
                {
                case .waiting:
                    wait.isRegistered = true
                    rest.append(wait)
                case .acknowledged: break
                case .failed(let error): state.results[wait.index].outcome = .failure(error)
                }
            }
            state.waits = rest
            return state.waits.isEmpty ? state.finish() : nil
        }
        finished?.deliver()
        return finished != nil
    }

    private func expire() {
        let (finished, waits) = state.withLock { state -> (Finished, [Wait]) in
            guard state.completion != nil else { return (.already, []) }
            for wait in state.waits {
                state.results[wait.index].outcome = .failure(PartitionError(.requestTimedOut))
            }
            return (state.finish(), state.waits)
        }
        for wait in waits { wait.partition.remove(self) }
        finished.deliver()
    }

    fileprivate enum Finished {
        case already
        case now([PartitionAppendResult], @Sendable ([PartitionAppendResult]) -> Void)

        func deliver() {
            if case .now(let results, let completion) = self { completion(results) }
        }
    }
}

extension DelayedProduce.State {
    fileprivate mutating func finish() -> DelayedProduce.Finished {
        guard let completion else { return .already }
        deadline?.cancel()
        deadline = nil
        self.completion = nil
        return .now(results, completion)
    }
}
