import CZooKeeper
import Platform

/// A read of many nodes: gathers the answers and wakes the caller once, when the last one is there.
/// A task for each node would cost more than the read itself.
final class NodeSeries: Sendable {
    typealias Outcome = Result<ZNodeContent?, ZooKeeperError>

    private struct State {
        var outcomes: [Outcome?]
        var missing: Int
    }

    private let state: Lock<State>
    private let continuation: CheckedContinuation<[Outcome], Never>

    /// `count` is at least 1.
    init(count: Int, _ continuation: CheckedContinuation<[Outcome], Never>) {
        state = Lock(State(outcomes: Array(repeating: nil, count: count), missing: count))
        self.continuation = continuation
    }

    /// Notes one answer; the last one wakes the caller.
    func arrived(_ index: Int, _ outcome: Outcome) {
        let all: [Outcome]? = state.withLock { state in
            state.outcomes[index] = outcome
            state.missing -= 1
            guard state.missing == 0 else { return nil }
            defer { state.outcomes = [] }
            return state.outcomes.compactMap { $0 }
        }
        if let all { continuation.resume(returning: all) }
    }
}

/// The read of one node of a series. The library carries a retained pointer to it as the context of
/// the completion.
final class NodeRead: PendingRequest {
    private let session: ZooKeeperSession
    private let series: NodeSeries
    private let index: Int
    private let path: String
    private let isWatched: Bool

    init(
        _ session: ZooKeeperSession, _ series: NodeSeries, _ index: Int, path: String,
        isWatched: Bool
    ) {
        self.session = session
        self.series = series
        self.index = index
        self.path = path
        self.isWatched = isWatched
    }

    func send(on handle: OpaquePointer) -> ZooKeeperCode {
        let context = Unmanaged.passRetained(self)
        let code = zoo_awget(
            handle, path, watcher(isWatched), watchContext(handle), nodeOfSeriesArrived,
            context.toOpaque())
        if code != ZooKeeperCode.ok.rawValue { context.release() }
        return ZooKeeperCode(rawValue: code)
    }

    func fail(_ error: ZooKeeperError) { series.arrived(index, .failure(error)) }

    func abandon(_ error: ZooKeeperError) {
        // The reference that the library carried and will not bring back.
        Unmanaged.passUnretained(self).release()
        fail(error)
    }

    /// On the library's completion thread.
    fileprivate func completed(_ code: ZooKeeperCode, _ content: ZNodeContent?) {
        session.requestCompleted(self)
        switch code {
        case .ok:
            series.arrived(
                index, content.map { .success($0) } ?? .failure(.code(.marshallingError)))
        case .noNode: series.arrived(index, .success(nil))
        default: fail(session.error(code))
        }
    }
}

private func nodeOfSeriesArrived(
    _ code: Int32, _ value: UnsafePointer<CChar>?, _ count: Int32, _ stat: UnsafePointer<Stat>?,
    _ context: UnsafeRawPointer?
) {
    guard let context else { return }
    let read = Unmanaged<NodeRead>.fromOpaque(context).takeRetainedValue()
    let content: ZNodeContent? = stat.map { (copyBytes(value, count), ZNodeStat($0.pointee)) }
    read.completed(ZooKeeperCode(rawValue: code), content)
}
