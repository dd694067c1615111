import ClusterControl
import ClusterMetadata
import Glibc
import KafkaModel
import Platform
import ZooKeeperClient

/// What `bin/bench controller-failover` runs: three controllers without brokers around them, a real
/// ZooKeeper, and partitions that the first controller's broker leads a third of. The first one goes;
/// told is how long it takes until the last order of its successor has arrived.
@main
struct Program {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 3, let partitions = Int(arguments[1]),
            let inFlight = Int(arguments[2]), partitions > 0, inFlight > 0
        else {
            complain("usage: ControllerBenchmark CONNECT PARTITIONS IN-FLIGHT")
            exit(2)
        }
        do {
            try await run(arguments[0], partitions, inFlight)
        } catch {
            complain("\(error)")
            exit(1)
        }
    }

    private static func run(_ connect: String, _ partitions: Int, _ inFlight: Int) async throws {
        let clock = SystemClock()
        let world = BenchmarkWorld(clock: clock)
        let root = try world.connectToRoot(connect)
        try await ClusterStore(root).createChroot(try ConnectString(connect).chroot)
        await root.close()
        let planter = try world.connect(connect, inFlight: 2000)
        let begun = clock.monotonic()
        try await PlantedTopics(partitions: partitions).plant(ClusterStore(planter))
        await planter.close()
        let planted = clock.monotonic()

        let brokers = try await [1, 2, 3].asyncMap { id in
            try await BenchmarkBroker(BrokerID(id), connect, inFlight: inFlight, world)
        }
        // Elected one after the other, so that the first broker is controller.
        for broker in brokers { try await broker.start() }
        while !brokers[0].controller.status.isActive {
            try await clock.sleep(for: .milliseconds(5))
        }
        await world.sender.quiet(for: .seconds(1))
        let first = world.sender.tally

        await brokers[0].stop()
        let lost = clock.monotonic()
        await brokers[0].leave()
        let gone = clock.monotonic()
        while !brokers[1...].contains(where: { $0.controller.status.isActive }) {
            try await clock.sleep(for: .milliseconds(5))
        }
        let inOffice = clock.monotonic()
        await world.sender.quiet(for: .seconds(1))
        let last = world.sender.tally
        print(
            "partitions=\(partitions) in_flight=\(inFlight)"
                + " planted_ms=\((planted - begun).wholeMilliseconds)"
                + " close_ms=\((gone - lost).wholeMilliseconds)"
                + " in_office_ms=\((inOffice - lost).wholeMilliseconds)"
                + " last_told_ms=\((last.at - lost).wholeMilliseconds)"
                + " orders=\(last.orders - first.orders)"
                + " order_mb=\((last.bytes - first.bytes) / 1_000_000)")
        for broker in brokers[1...] { await broker.stop() }
        for broker in brokers[1...] { await broker.leave() }
    }

    private static func complain(_ line: String) {
        let text = Array((line + "\n").utf8)
        text.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
    }
}

extension Array {
    /// One after the other, in order.
    func asyncMap<Output>(_ body: (Element) async throws -> Output) async rethrows -> [Output] {
        var outputs: [Output] = []
        for element in self { outputs.append(try await body(element)) }
        return outputs
    }
}
