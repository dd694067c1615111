/// Waits until `condition` holds, for what tells nobody when it changes. Sleeps in between, so that
/// what is waited for has the processors.
package func wait(
    isolation: isolated (any Actor)? = #isolation, until condition: () async throws -> Bool
) async throws {
    while try await !condition() { try await pause() }
}

/// A moment in which others go on, for loops that move a clock.
package func pause() async throws(CancellationError) {
    do {
        try await Task.sleep(for: .milliseconds(1))
    } catch {
        throw CancellationError()
    }
}
