import Configuration
import Glibc
import KafkaBroker
import KafkaModel
import Platform
import Replication
import Scheduling
import Simulation
import Telemetry
import ZooKeeperClient

/// A whole broker in the simulated world: the real one, with its disk, and its lives one after another.
// Sendable because everything happens on the one thread of the simulation.
package final class SimulatedBroker: @unchecked Sendable {
    package let id: BrokerID
    package let host: String
    package static let port: UInt16 = 9092

    /// Of its machine.
    package let wallClock = SimulatedWallClock()
    private let executor: DeterministicExecutor
    private let network: SimulatedNetwork
    private let zooKeeper: SimulatedZooKeeper
    private let settings: [String: String]
    private let log: SimulationLog
    private let canary: Canary?
    private var image = DiskImage()
    private var disk: SimulatedDisk?
    /// What the last loss of power would have left as a mere kill.
    private var spared: DiskImage?
    /// What is left of every life, to be ended with the world.
    private var pasts: [Life] = []
    private var isGone = false

    private struct Life {
        var process: SimulatedProcess
        var startup: Task<Broker?, Never>
    }

    /// `nil` between a crash and the next start.
    package private(set) var process: SimulatedProcess?
    /// The replicas of this life.
    package private(set) var partitions = HostedPartitions()
    /// Once it has started.
    package private(set) var broker: Broker?
    package private(set) var lives = 0
    /// The log directory that fails in this life.
    package private(set) var failedDirectory: String?

    static let directories = ["/disk1", "/disk2"]

    init(
        _ id: BrokerID, _ network: SimulatedNetwork, _ zooKeeper: SimulatedZooKeeper,
        settings: [String: String], log: SimulationLog, canary: Canary?
    ) {
        self.canary = canary
        self.id = id
        self.network = network
        self.zooKeeper = zooKeeper
        self.log = log
        executor = network.executor
        host = "broker-\(id)"
        self.settings = settings.merging([
            "broker.id": "\(id)", "listeners": "PLAINTEXT://\(host):\(Self.port)",
            "log.dirs": Self.directories.joined(separator: ","),
            "zookeeper.connect": "\(SimulatedZooKeeper.host):2181",
        ]) { $1 }
    }

    package var address: SocketAddress { SocketAddress(host: host, port: Self.port) }
    package var isUp: Bool { process != nil }
    package var isPaused: Bool { process?.state == .paused }

    // MARK: Its lives

    package func start() {
        precondition(process == nil, "started twice")
        if isGone { return }
        lives += 1
        failedDirectory = nil
        let process = executor.makeProcess("\(host)#\(lives)")
        self.process = process
        let clock = SimulatedClock(process, wall: wallClock)
        let disk = SimulatedDisk(image, time: clock)
        self.disk = disk
        let world = makeWorld(process, clock, disk)
        partitions = world.partitions
        let settings = settings
        let startup = executor.within(process) {
            Task { [self] () -> Broker? in
                do {
                    let config = try BrokerConfig(settings) { "localhost" }
                    let started = try await BrokerStartup(config, world).run()
                    if self.process === process { broker = started }
                    return started
                } catch {
                    log.note("\(host) does not start: \(error)")
                    startAgain(after: process)
                    return nil
                }
            }
        }
        pasts.append(Life(process: process, startup: startup))
    }

    /// A process that cannot start ends, and whoever looks after it tries again.
    private func startAgain(after failed: SimulatedProcess) {
        executor.schedule(after: .zero) { [self] in
            guard process === failed else { return }
            crash(losingPower: false)
            executor.schedule(after: Self.supervision) { [self] in if !isUp { start() } }
        }
    }

    /// The broker gave up by itself.
    private func halted(_ process: SimulatedProcess) {
        guard self.process === process else { return }
        log.note("\(host) halts")
        startAgain(after: process)
    }

    private static let supervision = Duration.seconds(1)

    /// The process is killed; with `losingPower` the disk keeps what is durable, and of the rest what
    /// chance leaves.
    package func crash(losingPower: Bool) {
        guard let process, let disk else { return }
        process.kill()
        network.detach(process)
        let last = disk.image
        image = last.afterKill(using: &executor.random)
        spared = losingPower ? image : nil
        if losingPower { image = last.afterPowerLoss(using: &executor.random) }
        if losingPower, image.files != last.files { log.count(.lostBytes) }
        if isMovingReplicas { log.count(.directoryMoveCut) }
        self.process = nil
        self.disk = nil
        broker = nil
    }

    /// Since it went down it has not lost power, but has only been killed. Before it starts again.
    func undoPowerLoss() {
        guard process == nil, let spared else { return }
        image = spared
    }

    /// What is in each of its log directories: of replicas, and of the broker.
    var names: [[String]] {
        let current = disk?.image ?? image
        return Self.directories.map { current.names(in: $0) }
    }

    /// Whether replicas are on their way from one log directory to another.
    var isMovingReplicas: Bool { names.joined().contains { $0.hasSuffix("-future") } }

    /// One of its log directories, drawn, can be neither written nor synced from now on. Nothing happens
    /// if it has lost one already in this life.
    package func failDirectory() {
        guard let disk, failedDirectory == nil else { return }
        let path = Self.directories[executor.random.below(Self.directories.count)]
        failedDirectory = path
        disk.fail { $0.path.hasPrefix(path) ? EIO : nil }
    }

    /// The world ends: all its lives stop as brokers do, so that what they hold is freed.
    func leave() {
        isGone = true
        (process, disk, broker) = (nil, nil, nil)
        (image, spared, partitions) = (DiskImage(), nil, HostedPartitions())
        for life in pasts {
            // A start that is under way fails without ZooKeeper.
            executor.within(life.process) {
                _ = Task { [startup = life.startup] in await startup.value?.stop() }
            }
        }
        pasts = []
    }

    package func pause() { process?.pause() }
    package func resume() { process?.resume() }

    private func makeWorld(
        _ process: SimulatedProcess, _ clock: SimulatedClock, _ disk: SimulatedDisk
    ) -> BrokerWorld {
        let loops = (0..<2).map { _ in SimulatedEventLoop(process) }
        let (host, zooKeeper) = (host, zooKeeper)
        var world = BrokerWorld(
            fileSystem: disk, time: clock, random: SeededSource(seed: executor.random.next()),
            transport: network.attach(process, host: host, loops: loops), loops: loops,
            blocking: process.makeBlockingExecutor("blocking"),
            disk: process.makeBlockingExecutor("disk"),
            logger: Logger("Broker", level: .info, sink: log.sink(process.name)),
            canonicalHostName: { host }
        ) { settings in zooKeeper.connect(process, host: host, settings) }
        world.brokenRule = canary?.rule
        world.brokenGroupRule = canary?.groupRule
        let flushing = process.makeBlockingExecutor("flush")
        world.runInBackground = { flushing.execute($0) }
        world.makeExecutor = { name, _ in process.makeBlockingExecutor(name) }
        world.halt = { [weak self] in self?.halted(process) }
        return world
    }
}
