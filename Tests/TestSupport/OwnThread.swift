import Foundation

/// Runs `body`, which blocks, on a thread of its own: the few threads of the concurrency pool belong
/// to everybody.
package func onOwnThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R
{
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}
