import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import Telemetry
import ZooKeeperClient

/// The part of a broker that may be elected to lead the cluster.
///
/// Every broker has one; at any time at most one of them is active. All its work is done by one task
/// that takes one event at a time from one queue, so that nothing is ever decided on a state that
/// changes meanwhile. Everybody else puts events into that queue and waits for the answer.
package actor Controller {
    private let published = Lock(ControllerStatus())

    /// - Parameters:
    ///   - store: over a `ZooKeeperRetry`.
    ///   - register: registers this broker again after its session was lost; gets the id of that
    ///     session.
    package init(
        _ settings: ControllerSettings, _ store: ClusterStore, sender: any BrokerRequestSender,
        time: any TimeSource, random: any RandomSource, logger: Logger,
        register:
            @escaping @Sendable (_ previousSession: Int64)
            async
            throws(ClusterMetadataError) -> Void
    ) {
    }

    /// Takes part in elections and, when elected, leads, until the task is cancelled or ``stop()``
    /// was called. To be called once, after this broker has registered itself.
    package func run() async {}

    /// Ends ``run()``. An active controller gives its office up by closing its session.
    package nonisolated func stop() {}

    /// Callable from any thread.
    package nonisolated var status: ControllerStatus { published.withLock { $0 } }

    /// A broker is about to stop: moves its leaderships away. Answers with what it still leads.
    package nonisolated func controlledShutdown(
        _ request: ControlledShutdownRequest, version: Int16
    )
        async -> ControlledShutdownResponse
    {
        ControlledShutdownResponse(errorCode: .notController)
    }

    /// A leader wants other in-sync replicas.
    package nonisolated func alterPartition(_ request: AlterPartitionRequest, version: Int16) async
        -> AlterPartitionResponse
    {
        AlterPartitionResponse(errorCode: .notController)
    }

    /// A broker wants numbers for producers.
    package nonisolated func allocateProducerIDs(_ request: AllocateProducerIdsRequest) async
        -> AllocateProducerIdsResponse
    {
        AllocateProducerIdsResponse(errorCode: .notController)
    }

    /// `unclean.leader.election.enable` of this broker was changed.
    package nonisolated func setDefaultUncleanElection(_ allowed: Bool) {}

    /// `unclean.leader.election.enable` of a topic was set to true.
    package nonisolated func uncleanElectionEnabled(for topic: String) {}
}
