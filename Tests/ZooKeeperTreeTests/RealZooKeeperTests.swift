import TestSupport
import Testing
import ZooKeeperClient

/// The tree against the real thing, a server at a time.
@Suite(.serialized) struct RealZooKeeperTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `random commands give the results, stats and events of the real server`(seed: UInt64)
        async throws
    {
        var random = SeededRandom(seed: seed)
        var pair = try await ZooKeeperPair(clients: 3)
        do {
            for _ in 0..<30 {
                for _ in 0..<50 {
                    let client = Int.random(in: 0..<pair.clientCount, using: &random)
                    try await pair.run(RandomCommand(using: &random), by: client)
                }
                try await pair.compareEvents(ordered: true)
                if Int.random(in: 0..<3, using: &random) == 0 {
                    try await pair.expire(Int.random(in: 0..<pair.clientCount, using: &random))
                    try await pair.compareEvents(ordered: false)
                }
            }
        } catch {
            try await pair.close()
            throw error
        }
        try await pair.close()
    }
}
