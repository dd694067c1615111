import Platform
import Synchronization

/// The event loops of the process, one for each processor by default.
package final class EventLoopGroup: Sendable {
    package let loops: [EpollEventLoop]
    private let turn = Atomic<Int>(0)

    /// Starts `count` loops, at least one, named `name-0`, `name-1`, ...
    package init(count: Int, name: String, clock: any TimeSource) throws(SystemError) {
        var started: [EpollEventLoop] = []
        do {
            for index in 0..<max(1, count) {
                started.append(try EpollEventLoop(name: "\(name)-\(index)", clock: clock))
            }
        } catch {
            for loop in started { loop.stop() }
            throw error
        }
        loops = started
    }

    /// The loops in turn.
    package func next() -> EpollEventLoop {
        let number = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: number) % UInt(loops.count))]
    }

    /// Ends all loops; see ``EpollEventLoop/stop()``.
    package func stop() {
        for loop in loops { loop.stop() }
    }
}
