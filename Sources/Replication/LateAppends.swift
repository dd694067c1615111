import KafkaModel
import Platform
import Scheduling
import Storage

/// Those appends of one request that wait because the logs of their partitions are just being replaced.
final class LateAppends: Sendable {
    private struct Arrival: Sendable {
        var index: Int
        var partition: Partition
        var epoch: LeaderEpoch
        var outcome: Result<LogAppendResult, PartitionError>
    }

    private struct State {
        var expected = 0
        var arrivals: [Arrival] = []
        var whenComplete: (@Sendable ([Arrival]) -> Void)?
    }

    private let state = Lock(State())

    /// Another one, the result with `index`. What is returned takes its outcome.
    func expect(_ index: Int, _ partition: Partition, _ epoch: LeaderEpoch)
        -> ParkedAppends.Completion
    {
        state.withLock { $0.expected += 1 }
        return { [self] outcome in
            arrive(
                Arrival(index: index, partition: partition, epoch: epoch, outcome: outcome))
        }
    }

    /// All are expected that will be. Calls `body` on `loop` when they have come, with what was done
    /// before and their outcomes.
    func finish(
        _ done: AppendsDone, on loop: any EventLoop,
        _ body: @escaping @Sendable (AppendsDone) -> Void
    ) {
        let complete: @Sendable ([Arrival]) -> Void = { arrivals in
            var all = done
            for arrival in arrivals {
                all.take(arrival.outcome, arrival.index, arrival.partition, arrival.epoch)
            }
            let result = all
            loop.execute { body(result) }
        }
        let arrivals = state.withLock { state -> [Arrival]? in
            if state.arrivals.count == state.expected { return state.arrivals }
            state.whenComplete = complete
            return nil
        }
        if let arrivals { complete(arrivals) }
    }

    private func arrive(_ arrival: Arrival) {
        let complete = state.withLock { state -> (@Sendable ([Arrival]) -> Void)? in
            state.arrivals.append(arrival)
            guard state.arrivals.count == state.expected else { return nil }
            return state.whenComplete.take()
        }
        guard let complete else { return }
        complete(state.withLock { $0.arrivals })
    }
}
