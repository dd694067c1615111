import Foundation
import Platform
import TestSupport

/// Where the processes of a run live, and the ways between them.
///
/// With namespaces each server has a network namespace of its own, joined by a bridge in the namespace
/// of this process, where the clients are. A process that does nothing holds each namespace open, so
/// that a server can die and come back; when this process ends, however it ends, the holders die with
/// it and everything is gone. A way is cut by a neighbour entry that sends what is for one address to
/// an Ethernet address that nobody has: packets vanish without a word, and only in one direction.
///
/// Without namespaces the servers have addresses of the loopback network, and no way can be cut.
final class ChaosNetwork: Sendable {
    /// A way from one host to another.
    struct Way: Hashable, Sendable {
        var from: Host
        var to: Host
    }

    let canCut: Bool
    private let directory: String
    private let holders: [Host: SpawnedProcess]
    /// How many faults have cut a way: it is open when there are none.
    private let cuts = Lock<[Way: Int]>([:])

    private static let nobody = "02:6e:65:65:64:6c"

    /// `isPrivate` says that this process is in a network namespace of its own.
    init(brokers: Int, zooKeepers: Int, isPrivate: Bool, directory: String) async throws {
        canCut = isPrivate
        self.directory = directory
        let hosts = (1...brokers).map(Host.broker) + (1...zooKeepers).map(Host.zooKeeper)
        guard isPrivate else {
            holders = [:]
            return
        }
        try await ip([
            "link set lo up", "link add name bridge type bridge",
            "addr add \(Self.address(.clients, isPrivate: true))/24 dev bridge",
            "link set bridge up",
        ])
        var holders: [Host: SpawnedProcess] = [:]
        for (number, host) in hosts.enumerated() {
            let holder = try SpawnedProcess(
                "unshare", ["--net", "sh", "-c", "echo ready; exec sleep infinity"])
            try await holder.line(containing: "ready")
            try await ip([
                "link add port\(number) type veth peer name eth0 netns \(holder.pid)",
                "link set port\(number) master bridge up",
            ])
            try await ip(
                [
                    "link set lo up", "link set eth0 up",
                    "addr add \(Self.address(host, isPrivate: true))/24 dev eth0",
                ], in: holder)
            holders[host] = holder
        }
        self.holders = holders
    }

    func place(_ host: Host) -> ProcessPlace {
        let name =
            switch host {
            case .broker(let id): "broker\(id)"
            case .zooKeeper(let id): "zookeeper\(id)"
            case .clients: "clients"
            }
        // The output goes on in one file over all lives of a process.
        let toFile = ["sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", "\(directory)/\(name).log"]
        let enter = holders[host].map { ["nsenter", "--net=/proc/\($0.pid)/ns/net", "--"] } ?? []
        return ProcessPlace(
            address: Self.address(host, isPrivate: canCut), entering: toFile + enter,
            keptDirectory: "\(directory)/\(name)")
    }

    func cut(_ ways: [Way]) async throws {
        let closed = cuts.withLock { cuts in
            ways.filter {
                cuts[$0, default: 0] += 1
                return cuts[$0] == 1
            }
        }
        for way in closed {
            try await change("replace", way, " lladdr \(Self.nobody) nud permanent")
        }
    }

    func mend(_ ways: [Way]) async throws {
        let opened = cuts.withLock { cuts in
            ways.filter {
                guard let count = cuts[$0] else { return false }
                cuts[$0] = count > 1 ? count - 1 : nil
                return count == 1
            }
        }
        for way in opened { try await change("del", way) }
    }

    func mendAll() async throws {
        let closed = cuts.withLock { cuts in
            defer { cuts = [:] }
            return Array(cuts.keys)
        }
        for way in closed { try await change("del", way) }
    }

    private func change(_ verb: String, _ way: Way, _ rest: String = "") async throws {
        precondition(canCut, "without namespaces no way can be cut")
        let device = way.from == .clients ? "bridge" : "eth0"
        let address = Self.address(way.to, isPrivate: true)
        try await ip(["neigh \(verb) \(address) dev \(device)\(rest)"], in: holders[way.from])
    }

    private static func address(_ host: Host, isPrivate: Bool) -> String {
        let network = isPrivate ? "10.77.0" : "127.0.77"
        return switch host {
        case .broker(let id): "\(network).\(id)"
        case .zooKeeper(let id): "\(network).\(100 + id)"
        case .clients: "\(network).254"
        }
    }
}

/// Runs commands of `ip`, in the namespace of this process or in that of `holder`.
private func ip(_ commands: [String], in holder: SpawnedProcess? = nil) async throws {
    let enter = holder.map { ["nsenter", "--net=/proc/\($0.pid)/ns/net", "--"] } ?? []
    let command = enter + ["ip", "-batch", "-"]
    let output = try await SpawnedProcess.run(
        command[0], Array(command.dropFirst()), input: commands.joined(separator: "\n") + "\n")
    guard output.exit == .code(0) else {
        throw ProcessFailure(process: "ip", what: "failed: \(commands)", output: output)
    }
}
