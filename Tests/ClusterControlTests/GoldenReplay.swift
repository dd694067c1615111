import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterControl

/// A controller of ours in the place of a recorded one: it finds the same tree, everybody else does
/// the same, and what it writes is compared with what was written.
final class GoldenReplay: Sendable {
    /// What the recorder did and the controller is to hear of by request.
    typealias Action = @Sendable (GoldenReplay) async throws -> Void

    let golden: GoldenScenario
    let server = MemoryZooKeeper()
    let sender = RecordingSender()
    let broker: TestBroker
    private let others = Lock<[BrokerID: MemoryZooKeeperSession]>([:])
    /// For the writes of tools and of the controller's own broker.
    private let outsider: MemoryZooKeeperSession

    init(_ name: String, _ adjust: (inout ControllerSettings) -> Void = { _ in }) async throws {
        golden = try GoldenScenario(name)
        golden.plant(into: server)
        outsider = server.connect()
        let controller = try #require(golden.controller)
        for (id, registration) in golden.brokers where id != controller {
            let session = server.connect()
            others.withLock { $0[id] = session }
            _ = try await session.create(
                BrokerZNode.path(id), registration, .ephemeral, acl: .openUnsafe)
        }
        let version = golden.protocolVersion
        broker = try await TestBroker(controller, server.connect(), TestCluster.time, sender) {
            $0.protocolVersion = version
            adjust(&$0)
        }
        #expect(await broker.inOffice())
        server.forgetWrites()
    }

    var controller: Controller { broker.controller }

    /// Plays all events; `actions` are chosen by a part of the recorder's words.
    ///
    /// What Kafka does not remember of replicas that moves take away is not compared.
    ///
    /// - Parameter differs: whether a write is one of a named difference, and is not compared.
    func play(
        _ actions: [(part: String, action: Action)] = [], expectsWrites: Bool = true,
        differs: @Sendable (String) -> Bool = { _ in false }
    ) async throws {
        var expected: [String] = []
        for event in golden.events() {
            switch event {
            case .action(let text):
                for (part, action) in actions where text.contains(part) {
                    await wait(for: expected, differs)
                    try await action(self)
                }
            case .external(let write):
                await wait(for: expected, differs)
                expected.append(write.text)
                try await apply([write], with: outsider)
            case .come(let id, let writes):
                await wait(for: expected, differs)
                expected += writes.map(\.text)
                let session = server.connect()
                others.withLock { $0[id] = session }
                try await apply(writes, with: session)
                // A leader that wants it in sync is refused until the controller knows it.
                try await TestCluster.settle()
            case .gone(let id):
                await wait(for: expected, differs)
                others.withLock { $0.removeValue(forKey: id) }?.end()
            case .isrChange(let partition, let state, let version, let text):
                await wait(for: expected, differs)
                expected.append(text)
                #expect(try await change(partition, state, version) == .none, "\(text)")
            case .written(let text): expected.append(text)
            }
        }
        await wait(for: expected, differs)
        try await TestCluster.settle()
        let wanted = expected.filter { !differs($0) }.sorted()
        let ours = server.writes.filter { !differs($0) && !$0.contains(" /needletail") }.sorted()
        #expect(!expectsWrites || !expected.isEmpty)
        #expect(ours == wanted, "\(difference(ours, wanted))")
        await broker.kill()
    }

    private func apply(_ writes: [GoldenWrite], with session: MemoryZooKeeperSession)
        async throws
    {
        _ = try await session.multi(writes.map(\.operation))
        // Brokers tell their controller of changed settings.
        for write in writes {
            guard case .set(let path, let data, _) = write.operation,
                path.hasPrefix("/config/topics/"),
                String(decoding: data ?? [], as: UTF8.self)
                    .contains(#""unclean.leader.election.enable":"true""#)
            else { continue }
            controller.uncleanElectionEnabled(
                for: String(path.dropFirst("/config/topics/".count)))
        }
    }

    /// Waits until all that was written by now is there.
    private func wait(for expected: [String], _ differs: (String) -> Bool) async {
        let wanted = expected.filter { !differs($0) }
        _ = await TestCluster.eventually {
            var left = server.writes[...]
            for text in wanted {
                guard let place = left.firstIndex(of: text) else { return false }
                left.remove(at: place)
            }
            return true
        }
    }

    private func difference(_ ours: [String], _ theirs: [String]) -> String {
        let tooMany = ours.filter { !theirs.contains($0) }.map { "ours only: \($0)" }
        let missing = theirs.filter { !ours.contains($0) }.map { "Kafka only: \($0)" }
        return (tooMany + missing).joined(separator: "\n")
    }
}

// What brokers ask.
extension GoldenReplay {
    private func change(
        _ partition: TopicPartition, _ state: PartitionStateZNode, _ version: PartitionEpoch
    ) async throws -> ErrorCode {
        var wish = AlterPartitionRequest.PartitionData()
        wish.partitionIndex = partition.partition
        wish.leaderEpoch = state.leaderEpoch
        wish.partitionEpoch = version
        wish.newIsrWithEpochs = state.inSyncReplicas.map {
            .init(brokerId: $0, brokerEpoch: .none)
        }
        wish.leaderRecoveryState = state.recovery.rawValue
        let id = try await broker.store.topic(partition.topic)?.topicID ?? .zero
        let leader = try #require(try await broker.store.broker(state.leader))
        let answer = await controller.alterPartition(
            AlterPartitionRequest(
                brokerId: leader.id, brokerEpoch: leader.epoch,
                topics: [.init(topicId: id, partitions: [wish])]), version: 3)
        return answer.topics.first?.partitions.first?.errorCode ?? answer.errorCode
    }

    func shutDown(_ id: BrokerID) async throws {
        let epoch = try #require(try await broker.store.broker(id)).epoch
        _ = await controller.controlledShutdown(
            ControlledShutdownRequest(brokerId: id, brokerEpoch: epoch), version: 3)
    }

    func move(_ topic: String, _ targets: [(Int32, [BrokerID]?)]) async {
        #expect(await controller.move(topic, targets).allSatisfy { $0 == .none })
    }
}
