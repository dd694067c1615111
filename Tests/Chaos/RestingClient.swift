import Platform
import TestSupport

/// A client that works while there are faults, and then finishes and checks what it began before it
/// rests; `resting.py` tells how.
final class RestingClient: Sendable {
    let name: String
    private let process: SpawnedProcess
    private let rests = Lock(0)

    init(_ name: String, _ process: SpawnedProcess) {
        self.name = name
        self.process = process
    }

    var isRunning: Bool { process.isRunning }

    /// `false` if the client does not come to rest in time, or has given up.
    func rest(within limit: Duration) async -> Bool {
        let number = rests.withLock { rests in
            rests += 1
            return rests
        }
        process.write("rest \(number)\n")
        return (try? await process.line(containing: "rested \(number).", within: limit)) != nil
    }

    func goOn() { process.write("go\n") }

    /// Ends a client that rests.
    func finish() async throws {
        process.closeInput()
        _ = try await process.exit(within: .seconds(60))
    }
}
