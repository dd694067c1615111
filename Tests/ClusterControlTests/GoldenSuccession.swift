import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

/// A recorded scenario with one controller after the other: whoever was elected in the recording is
/// elected here, everybody else does the same, and the state in which the cluster is left is compared.
///
/// Single writes are not: a new controller of ours writes a partition once where Kafka's writes it
/// twice, so that leader epochs are smaller from there on.
final class GoldenSuccession {
    let golden: GoldenScenario
    let server = MemoryZooKeeper()
    private let sender = RecordingSender()
    private let outsider: MemoryZooKeeperSession
    private var sessions: [BrokerID: MemoryZooKeeperSession] = [:]
    private var active: TestBroker?
    private var reader: GoldenEventReader
    /// What brokers that were started in the scenario speak.
    private var versions: [BrokerID: InterBrokerProtocolVersion] = [:]
    private var wasDeletedByHand = false

    init(_ name: String) async throws {
        golden = try GoldenScenario(name)
        golden.plant(into: server, electsAgain: golden.controller != nil)
        outsider = server.connect()
        try await ClusterStore(outsider).createTopLevelPaths()
        reader = golden.reader()
        for (id, registration) in golden.brokers {
            let session = server.connect()
            sessions[id] = session
            _ = try await session.create(
                BrokerZNode.path(id), registration, .ephemeral, acl: .openUnsafe)
        }
        if let controller = golden.controller { try await elect(controller) }
    }

    func play() async throws {
        for line in golden.lines {
            if let controller = Self.elected(line) {
                try await TestCluster.settle()
                try await elect(controller)
                continue
            }
            if line["op"]?.text == "delete", line["path"]?.text == "/controller" {
                wasDeletedByHand = true
            }
            for event in reader.read(line) { try await play(event) }
        }
        try await TestCluster.settle()
        await active?.retire()
    }

    private func play(_ event: GoldenEvent) async throws {
        switch event {
        case .written: return
        case .action(let text): try await act(text)
        case .external(let write):
            try await TestCluster.settle()
            try await apply(write)
        case .come(let id, let writes):
            try await TestCluster.settle()
            // A process that was stopped for longer than its session comes back with another one.
            sessions[id]?.end()
            let session = server.connect()
            sessions[id] = session
            _ = try await session.multi(writes.map(\.operation))
        case .gone(let id):
            try await TestCluster.settle()
            if active?.id == id { await retire() }
            sessions.removeValue(forKey: id)?.end()
        case .isrChange(let partition, let state, _, _):
            try await TestCluster.settle()
            try await change(partition, to: state.inSyncReplicas)
        }
    }

    /// What a tool did, or a signal, with a broker's version where one is named.
    private func act(_ text: String) async throws {
        if text.contains("SIGTERM") {
            try await TestCluster.settle()
            // Of several at once the controller was the last.
            let count = text.contains("SIGTERM 1, 2, 3") ? 3 : 1
            let brokers = Self.numbers(text).prefix(count).map { BrokerID($0) }
            for id in brokers where id != active?.id { try await shutDown(id) }
            for id in brokers where id == active?.id { try await shutDown(id) }
        }
        guard text.contains("start broker"), let id = Self.numbers(text).first,
            let mark = text.firstRange(of: "IBP ")
        else { return }
        let version = text[mark.upperBound...].prefix { $0.isNumber || $0 == "." }
        versions[BrokerID(id)] = InterBrokerProtocolVersion(String(version))
    }

    private static func numbers(_ text: String) -> [Int32] {
        text.split { !$0.isNumber }.compactMap { Int32($0) }
    }

    /// Who became controller with this line.
    private static func elected(_ line: JSONValue) -> BrokerID? {
        guard line["op"]?.text == "multi", line["err"]?.text == "OK",
            let first = line["ops"]?.elements?.first, first["op"]?.text == "create",
            first["path"]?.text == ControllerZNode.path,
            !(line["results"]?.elements ?? []).contains(where: {
                $0["err"] != nil && $0["err"]?.text != "OK"
            })
        else { return nil }
        return (try? ControllerZNode(decoding: Array((first["data"]?.text ?? "").utf8)))?.brokerID
    }

    private func elect(_ id: BrokerID) async throws {
        if let old = active, old.id != id {
            await retire()
            // Unless somebody deleted the node, it went with its session.
            if !wasDeletedByHand { sessions.removeValue(forKey: old.id)?.end() }
        }
        wasDeletedByHand = false
        let session: MemoryZooKeeperSession
        if let known = sessions[id] { session = known } else { session = server.connect() }
        sessions[id] = session
        let version = versions[id] ?? golden.protocolVersion
        let broker = try await TestBroker(id, session, TestCluster.time, sender) {
            $0.protocolVersion = version
        }
        active = broker
        #expect(await broker.inOffice(), "broker \(id)")
    }

    /// Ends the controller, but not its broker's session.
    private func retire() async {
        guard let broker = active else { return }
        active = nil
        await broker.retire()
        try? await outsider.delete(ControllerZNode.path, version: -1)
    }

    private func apply(_ write: GoldenWrite) async throws {
        guard case .set(let path, let data, _) = write.operation else {
            return _ = try? await outsider.multi([write.operation])
        }
        // Below IBP 2.7 leaders write states themselves: over what is there in this run.
        if let partition = PartitionStateZNode.partition(path),
            let wanted = try? PartitionStateZNode(decoding: data)
        {
            return try await setISR(wanted.inSyncReplicas, of: partition)
        }
        _ = try? await outsider.set(path, data, version: -1)
    }

    private func setISR(_ isr: [BrokerID], of partition: TopicPartition) async throws {
        let path = PartitionStateZNode.path(partition)
        var state = try PartitionStateZNode(
            decoding: try await outsider.get(path, watch: false).data)
        state.inSyncReplicas = isr
        _ = try await outsider.set(path, state.encode(), version: -1)
    }

    private func change(_ partition: TopicPartition, to isr: [BrokerID]) async throws {
        guard let active,
            let known = try await active.store.partitionStates([partition])[partition],
            let leader = try await active.store.broker(known.state.leader)
        else { return }
        var wish = AlterPartitionRequest.PartitionData()
        wish.partitionIndex = partition.partition
        wish.leaderEpoch = known.state.leaderEpoch
        wish.partitionEpoch = known.epoch
        wish.newIsrWithEpochs = isr.map { .init(brokerId: $0, brokerEpoch: .none) }
        let id = try await active.store.topic(partition.topic)?.topicID ?? .zero
        _ = await active.controller.alterPartition(
            AlterPartitionRequest(
                brokerId: leader.id, brokerEpoch: leader.epoch,
                topics: [.init(topicId: id, partitions: [wish])]), version: 3)
    }

    private func shutDown(_ id: BrokerID) async throws {
        guard let active, let broker = try await active.store.broker(id) else { return }
        _ = await active.controller.controlledShutdown(
            ControlledShutdownRequest(brokerId: id, brokerEpoch: broker.epoch), version: 3)
    }
}

// The comparison.
extension GoldenSuccession {
    /// What is otherwise than Kafka left it, in words.
    func differences() throws -> [String] {
        try golden.changed.filter(Self.isControllers).compactMap { path in
            let (ours, theirs) = (server.text(path), golden.after(path))
            if path.hasSuffix("/state") { return try stateDifference(path, ours, theirs) }
            if Self.isTopic(path) { return try topicDifference(path, ours, theirs) }
            let isSame =
                golden.isDeleted(path)
                ? !server.paths.contains(path) : (ours ?? "") == (theirs ?? "")
            return isSame ? nil : "\(path): \(ours ?? "none"), Kafka \(theirs ?? "none")"
        }
    }

    private static func isControllers(_ path: String) -> Bool {
        if path == "/controller_epoch" || path == "/feature" { return true }
        return ["/brokers/topics/", "/admin/", "/isr_change_notification/"].contains {
            path.hasPrefix($0)
        }
    }

    private static func isTopic(_ path: String) -> Bool { path.split(separator: "/").count == 3 }

    private func stateDifference(_ path: String, _ ours: String?, _ theirs: String?) throws
        -> String?
    {
        if golden.isDeleted(path) { return ours == nil ? nil : "\(path) is still there" }
        guard let ours, let theirs else { return "\(path): \(ours ?? "none")" }
        let (left, right) = (
            try PartitionStateZNode(decoding: Array(ours.utf8)),
            try PartitionStateZNode(decoding: Array(theirs.utf8))
        )
        let isSame =
            left.leader == right.leader
            && left.inSyncReplicas.sorted() == right.inSyncReplicas.sorted()
            && left.controllerEpoch == right.controllerEpoch && left.recovery == right.recovery
            && left.leaderEpoch <= right.leaderEpoch
        return isSame ? nil : "\(path): \(ours), Kafka \(theirs)"
    }

    /// The id of a topic that had none is random.
    private func topicDifference(_ path: String, _ ours: String?, _ theirs: String?) throws
        -> String?
    {
        if golden.isDeleted(path) { return ours == nil ? nil : "\(path) is still there" }
        guard let ours, let theirs else { return "\(path): \(ours ?? "none")" }
        let (left, right) = (
            try TopicZNode(decoding: Array(ours.utf8)), try TopicZNode(decoding: Array(theirs.utf8))
        )
        let isSame =
            left.assignments == right.assignments
            && (left.topicID == nil) == (right.topicID == nil)
        return isSame ? nil : "\(path): \(ours), Kafka \(theirs)"
    }
}
