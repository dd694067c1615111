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
///
/// Where to read what:
/// * `Controller+Office` elections, taking office, resigning;
/// * `Controller+PartitionStates`, `Controller+ReplicaStates` the state machines;
/// * `Controller+BrokerChanges`, `Controller+TopicChanges`, `Controller+TopicDeletion`,
///   `Controller+ISRChanges` what follows from watches;
/// * `Controller+Requests` what brokers ask;
/// * `Controller+Reassignment`, `Controller+ReassignmentRequests` replicas that move;
/// * `Controller+ElectionRequests`, `Controller+LeaderBalance` elections that somebody asked for, and
///   preferred leaders.
///
/// The methods in those files are only called by the task of ``run()``, one event after the other,
/// although they are `async`: that is what keeps an actor from taking turns here.
package actor Controller {
    nonisolated let settings: ControllerSettings
    nonisolated let store: ClusterStore
    nonisolated let sender: any BrokerRequestSender
    nonisolated let time: any TimeSource
    nonisolated let random: any RandomSource
    nonisolated let logger: Logger
    nonisolated let queue = ControllerEventQueue()
    private nonisolated let register:
        @Sendable (_ previousSession: Int64) async throws(ClusterMetadataError) -> Void
    private nonisolated let published = Lock(ControllerStatus())

    /// Work that runs beside the events and ends with ``run()``.
    private nonisolated let jobs: AsyncStream<@Sendable () async -> Void>
    private nonisolated let jobSource: AsyncStream<@Sendable () async -> Void>.Continuation

    var context = ControllerContext()
    var batch = BrokerRequestBatch()
    var channels: [BrokerID: BrokerChannel] = [:]
    /// The right to write; `nil` while this broker is not controller.
    var office: ControllerStore?
    /// The setting, which may change while the broker runs.
    private nonisolated let uncleanElection: Lock<Bool>

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
        self.settings = settings
        self.store = store
        self.sender = sender
        self.time = time
        self.random = random
        self.logger = logger
        self.register = register
        uncleanElection = Lock(settings.allowsUncleanElection)
        (jobs, jobSource) = AsyncStream.makeStream()
    }

    /// Takes part in elections and, when elected, leads, until the task is cancelled or ``stop()``
    /// was called. To be called once, after this broker has registered itself.
    package func run() async {
        let events = store.zooKeeper.events()
        queue.put(.start)
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.watch(events) }
                group.addTask { await self.takeEvents() }
                for await job in jobs { group.addTask { await job() } }
                group.cancelAll()
            }
        } onCancel: {
            queue.close()
        }
    }

    /// Ends ``run()`` after the event at hand. The office, if this broker has it, ends with its
    /// ZooKeeper session.
    package nonisolated func stop() { queue.close() }

    private func takeEvents() async {
        while let event = await queue.next() { await process(event) }
        closeChannels()
        publish { $0.isActive = false }
        jobSource.finish()
    }

    /// Runs `job` beside the events, until ``run()`` ends.
    nonisolated func start(_ job: @escaping @Sendable () async -> Void) { jobSource.yield(job) }

    /// Puts an event into the queue after a while.
    nonisolated func schedule(_ event: ControllerEvent, after delay: Duration) {
        start { [time, queue] in
            guard (try? await time.sleep(for: delay)) != nil else { return }
            queue.put(event)
        }
    }

    nonisolated func publish(_ change: (inout ControllerStatus) -> Void) {
        published.withLock { change(&$0) }
    }

    nonisolated func registerAgain(_ previousSession: Int64) async throws(ClusterMetadataError) {
        try await register(previousSession)
    }
}

// What the rest of the broker calls.
extension Controller {
    /// Callable from any thread.
    package nonisolated var status: ControllerStatus { published.withLock { $0 } }

    /// A broker is about to stop: moves its leaderships away. Answers with what it still leads and
    /// could lead elsewhere; STALE_CONTROLLER_EPOCH if this broker is not controller.
    package nonisolated func controlledShutdown(
        _ request: ControlledShutdownRequest, version: Int16
    )
        async -> ControlledShutdownResponse
    {
        await answer { .controlledShutdown(request, $0) }
    }

    /// A leader wants other in-sync replicas. NOT_CONTROLLER if this broker is not controller.
    package nonisolated func alterPartition(_ request: AlterPartitionRequest, version: Int16) async
        -> AlterPartitionResponse
    {
        await answer { .alterPartition(request, version: version, $0) }
    }

    /// A broker wants numbers for producers. NOT_CONTROLLER if this broker is not controller.
    package nonisolated func allocateProducerIDs(_ request: AllocateProducerIdsRequest) async
        -> AllocateProducerIdsResponse
    {
        await answer { .allocateProducerIDs(request, $0) }
    }

    /// An administrator wants leaders elected; the outcome for each partition. `nil` if this broker
    /// is not controller.
    package nonisolated func electLeaders(_ request: LeaderElectionRequest) async
        -> [PartitionElection]?
    {
        await answer { .electLeaders(request, $0) }
    }

    /// Begins, redirects or cancels moves of replicas. NOT_CONTROLLER if this broker is not
    /// controller.
    package nonisolated func alterReassignments(_ request: AlterPartitionReassignmentsRequest) async
        -> AlterPartitionReassignmentsResponse
    {
        await answer { .alterReassignments(request, $0) }
    }

    /// The moves that are under way. NOT_CONTROLLER if this broker is not controller.
    package nonisolated func listReassignments(_ request: ListPartitionReassignmentsRequest) async
        -> ListPartitionReassignmentsResponse
    {
        await answer { .listReassignments(request, $0) }
    }

    private nonisolated func answer<Response: Sendable>(
        _ event: (@escaping ControllerEvent.Reply<Response>) -> ControllerEvent
    ) async -> Response {
        await withCheckedContinuation { continuation in
            queue.put(event { continuation.resume(returning: $0) })
        }
    }

    /// `unclean.leader.election.enable` of this broker, which may have changed.
    package nonisolated func setDefaultUncleanElection(_ allowed: Bool) {
        let isNew = uncleanElection.withLock { current in
            defer { current = allowed }
            return current != allowed
        }
        if isNew, allowed { queue.put(.defaultUncleanElection) }
    }

    nonisolated var allowsUncleanElection: Bool { uncleanElection.withLock { $0 } }

    /// `unclean.leader.election.enable` of a topic may have been set to true.
    package nonisolated func uncleanElectionEnabled(for topic: String) {
        queue.put(.uncleanElection(topic: topic))
    }
}
