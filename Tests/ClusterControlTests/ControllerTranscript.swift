import ClusterControl
import ClusterMetadata
import Foundation
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

/// A controller's scenario as text: what happened, what was written to ZooKeeper, what each broker was
/// told. The text is committed, so that a change of the controller's behaviour is read as a diff.
final class ControllerTranscript {
    static var isUpdating: Bool { ProcessInfo.processInfo.environment["UPDATE_TRANSCRIPTS"] == "1" }

    let server = MemoryZooKeeper()
    let sender = RecordingSender()
    /// For what tools, leaders and operators write.
    let store: ClusterStore
    private let name: String
    private let adjust: (inout ControllerSettings) -> Void
    private var sessions: [BrokerID: MemoryZooKeeperSession] = [:]
    private var active: TestBroker?
    private var sections: [String] = []

    init(_ name: String, _ adjust: @escaping (inout ControllerSettings) -> Void = { _ in })
        throws
    {
        self.name = name
        self.adjust = adjust
        store = ClusterStore(server.connect())
    }

    private static func path(_ name: String) -> String {
        "\(SharedFiles.repositoryRoot)/Tests/ClusterControlTests/Transcripts/\(name).txt"
    }

    var controller: Controller {
        get throws { try #require(active).controller }
    }

    /// Does something, waits until its consequences are over, and notes them.
    func step(_ title: String, _ body: () async throws -> Void) async throws {
        server.forgetWrites()
        sender.forget()
        try await body()
        try await TestCluster.settle()
        sections.append(section(title))
    }

    /// Compares with what is committed, or commits it.
    func finish() async throws {
        await active?.retire()
        let text = sections.joined(separator: "\n\n") + "\n"
        if Self.isUpdating {
            try text.write(toFile: Self.path(name), atomically: true, encoding: .utf8)
            return
        }
        let committed = try SharedFiles.text(Self.path(name))
        #expect(
            text == committed,
            "\(name) differs; UPDATE_TRANSCRIPTS=1 writes it anew, to be read as a diff:\n\(text)")
    }

    private func section(_ title: String) -> String {
        var lines = ["== \(title)"]
        let writes = Self.steady(server.writes).map(Self.withoutTime)
        if !writes.isEmpty { lines += ["ZooKeeper"] + writes.map { "  \($0)" } }
        let orders = sender.orders
        for broker in Set(orders.map(\.broker)).sorted() {
            lines.append("broker \(broker)")
            lines += orders.filter { $0.broker == broker }.map { "  \($0.text)" }
        }
        return lines.joined(separator: "\n")
    }

    /// The moment of an election depends on how much happened before.
    private static func withoutTime(_ write: String) -> String {
        write.replacing(/"timestamp":"17\d{11}"/, with: #""timestamp":"1700000000000""#)
    }

    /// Writes of one kind that follow each other may reach the server in any order.
    private static func steady(_ writes: [String]) -> [String] {
        func kind(_ write: String) -> String {
            let words = write.split(separator: " ", maxSplits: 2)
            let path = words[1].split(separator: "/")
            return "\(words[0]) \(path[0]) \(path.count)"
        }
        var runs: [[String]] = []
        for write in writes {
            if let last = runs.last?.last, kind(last) == kind(write) {
                runs[runs.count - 1].append(write)
            } else {
                runs.append([write])
            }
        }
        return runs.flatMap { $0.sorted() }
    }
}

// What happens.
extension ControllerTranscript {
    /// A broker registers.
    func come(_ id: BrokerID) async throws {
        let session = server.connect()
        sessions[id] = session
        _ = try await session.create(
            BrokerZNode.path(id), TestCluster.registration(id).encode(), .ephemeral,
            acl: .openUnsafe)
    }

    /// A broker's session ends.
    func go(_ id: BrokerID) async throws {
        if active?.id == id {
            await active?.retire()
            active = nil
        }
        sessions.removeValue(forKey: id)?.end()
    }

    /// The controller of a registered broker takes part in the election.
    func elect(_ id: BrokerID) async throws {
        let broker = try await TestBroker(
            id, try #require(sessions[id]), TestCluster.time, sender, adjust)
        #expect(await broker.inOffice())
        active = broker
    }

    /// Three brokers, the first in office, and a topic.
    func begin(_ topic: String, _ replicas: [[BrokerID]], hasID: Bool = true) async throws {
        try await store.createTopLevelPaths()
        for id in [1, 2, 3] as [BrokerID] { try await come(id) }
        try await elect(1)
        try await TestCluster.create(topic, replicas, store, hasID: hasID)
        try await TestCluster.settle()
    }

    /// A leader asks the controller for other in-sync replicas.
    func changeISR(_ topic: String, _ partition: Int32, to isr: [BrokerID]) async throws {
        #expect(try await controller.changeISR(topic, partition, to: isr, store) == .none)
    }

    /// An administrator begins a move; `nil` cancels it.
    func move(_ topic: String, _ partition: Int32, to replicas: [BrokerID]?) async throws {
        _ = try await controller.move(topic, [(partition, replicas)])
    }
}
