import ClusterControl
import ClusterMetadata
import KafkaModel
import TestSupport
import Testing
import ZooKeeperClient

/// A recorded scenario of Kafka: the znodes before it, and what was written in it.
struct GoldenScenario {
    struct Write: Equatable, CustomStringConvertible {
        /// Who wrote, such as `b1#1`.
        var session: String
        /// As ``MemoryZooKeeper/writes`` tells it.
        var text: String

        var description: String { text }
    }

    let lines: [JSONValue]

    static func path(_ name: String) -> String? { SharedFiles.golden("znodes/\(name).jsonl") }

    init(_ name: String) throws {
        let path = try #require(Self.path(name))
        lines = try SharedFiles.text(path).split(separator: "\n").map {
            try JSONParser.parse([UInt8]($0.utf8))
        }
    }

    /// Puts all nodes there as they were before, without those of living brokers.
    ///
    /// - Parameter electsAgain: whether the test elects the controller of that time once more, so that
    ///   the epoch must be the one before.
    func plant(into server: MemoryZooKeeper, electsAgain: Bool = true) {
        for line in lines where line["kind"]?.text == "znode" && line["when"]?.text == "before" {
            guard let path = line["path"]?.text, path != "/", !path.hasPrefix("/brokers/ids/"),
                path != "/controller"
            else { continue }
            // The election in the test makes the epoch what it was.
            let isEpoch = path == "/controller_epoch" && electsAgain
            let epoch = (Int(line["data"]?.text ?? "") ?? 1) - 1
            let version = line["version"]?.number ?? 0
            server.plant(
                path,
                isEpoch ? [UInt8](String(epoch).utf8) : line["data"]?.text.map { [UInt8]($0.utf8) },
                version: Int32(isEpoch ? version - 1 : version))
        }
    }

    /// The data of a node when it was over; `nil` if it did not change.
    func after(_ path: String) -> String? {
        lines.first {
            $0["kind"]?.text == "znode" && $0["when"]?.text == "after" && $0["path"]?.text == path
        }?["data"]?.text
    }

    /// Whether a node was gone when it was over.
    func isDeleted(_ path: String) -> Bool {
        lines.contains {
            $0["kind"]?.text == "znode" && $0["when"]?.text == "after"
                && $0["path"]?.text == path && $0["change"]?.text == "deleted"
        }
    }

    /// Paths of all nodes that changed.
    var changed: [String] {
        lines.filter { $0["kind"]?.text == "znode" && $0["when"]?.text == "after" }
            .compactMap { $0["path"]?.text }
    }

    /// All successful writes in order, without the checks that guarded them.
    var writes: [Write] {
        lines.filter { $0["kind"]?.text == "op" && $0["err"]?.text == "OK" }.flatMap { line in
            let session = line["session"]?.text ?? ""
            guard line["op"]?.text == "multi" else {
                return Self.text(line).map { [Write(session: session, text: $0)] } ?? []
            }
            let failed = (line["results"]?.elements ?? []).contains {
                $0["err"] != nil && $0["err"]?.text != "OK"
            }
            if failed { return [] }
            return (line["ops"]?.elements ?? []).compactMap(Self.text).map {
                Write(session: session, text: $0)
            }
        }
    }

    static func text(_ operation: JSONValue) -> String? {
        guard let path = operation["path"]?.text else { return nil }
        let data = operation["data"]?.text ?? "null"
        switch operation["op"]?.text {
        case "create":
            let isEphemeral = operation["mode"]?.text == "EPHEMERAL"
            return "create \(path) \(data)\(isEphemeral ? " ephemeral" : "")"
        case "setData": return "set \(path) \(data) over \(operation["version"]?.number ?? -1)"
        case "delete": return "delete \(path)"
        default: return nil
        }
    }
}

/// A golden scenario in a ZooKeeper in memory: one real controller, and other brokers that are only
/// registered.
struct Replay {
    let golden: GoldenScenario
    let server = MemoryZooKeeper()
    let sender = RecordingSender()
    private var others: [BrokerID: MemoryZooKeeperSession] = [:]

    init(_ name: String, others ids: [BrokerID]) async throws {
        golden = try GoldenScenario(name)
        golden.plant(into: server)
        for id in ids {
            let session = server.connect()
            others[id] = session
            _ = try await session.create(
                BrokerZNode.path(id), TestCluster.registration(id).encode(), .ephemeral,
                acl: .openUnsafe)
        }
    }

    /// Starts the broker that becomes controller.
    func start(_ id: BrokerID) async throws -> TestBroker {
        let broker = try await TestBroker(id, server.connect(), TestCluster.time, sender)
        #expect(await broker.inOffice())
        return broker
    }

    func kill(_ id: BrokerID) { others[id]?.end() }

    /// Expects the writes that Kafka made, in any order.
    func expectWrites(_ expected: [GoldenScenario.Write]) async throws {
        let wanted = expected.map(\.text).sorted()
        #expect(!wanted.isEmpty)
        try await TestCluster.settle()
        #expect(server.writes.sorted() == wanted)
    }
}
