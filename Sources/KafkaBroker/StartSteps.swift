import ClusterMetadata
import Platform
import Telemetry
import ZooKeeperClient

/// Runs the steps of a start that need ZooKeeper, with their errors as messages for the operator.
///
/// A session that expires amid a step, because this process or ZooKeeper was held up, does not end the
/// start: the step is repeated in the next session. Every step may be: each finds what an earlier
/// attempt has done.
struct StartSteps: Sendable {
    /// Keeps a ZooKeeper that ends sessions at once from being asked in a tight loop.
    private static let pause = Duration.milliseconds(100)

    let time: any TimeSource
    let logger: Logger
    /// For so long after the first lost session a step is repeated
    /// (`zookeeper.connection.timeout.ms`).
    let patience: Duration

    func run<T>(_ step: () async throws(ClusterMetadataError) -> T) async throws(BrokerStartError)
        -> T
    {
        var deadline: MonotonicTime?
        while true {
            do throws(ClusterMetadataError) {
                return try await step()
            } catch {
                guard error.code == .sessionExpired else { throw BrokerStartError(error) }
                let end = deadline ?? time.monotonic() + patience
                deadline = end
                guard time.monotonic() < end,
                    (try? await time.sleep(for: Self.pause)) != nil
                else { throw BrokerStartError(error) }
                logger.warn("the ZooKeeper session expired during the start; going on in another")
            }
        }
    }
}
