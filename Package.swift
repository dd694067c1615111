// swift-tools-version: 6.2
import PackageDescription

// The map of the house. Targets stand in layers; a target imports only what its line names, and that
// is always below it. docs/ARCHITECTURE.md tells what each is for.

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
        swiftSettings: swiftSettings)
}

// Open to every layer above them.
let base: [Target.Dependency] = ["Bytes", "Platform", "Telemetry"]
let kafka: [Target.Dependency] = base + ["KafkaModel", "Configuration"]

let package = Package(
    name: "needletail",
    products: [
        .executable(name: "needletail-server", targets: ["KafkaServer"]),
        .executable(name: "needletail", targets: ["KafkaCommand"]),
    ],
    targets: [
        // Layer 0: C.
        .target(name: "CLinux"),
        .target(name: "CSimulation"),
        .systemLibrary(name: "CZooKeeper", providers: [.apt(["libzookeeper-mt-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CRdKafka", providers: [.apt(["librdkafka-dev"])]),

        // Layer 1: the machine.
        library("Bytes", ["CLinux"]),
        library("Platform", ["Bytes", "CLinux"]),
        library("Telemetry", ["Platform"]),
        library("Scheduling", base + ["CLinux"]),
        library("Configuration", ["KafkaModel"]),
        // Layer 2: the languages spoken.
        library("KafkaModel", ["Bytes"]),
        library("Compression", ["Bytes", "CZlib", "CZstd", "CLZ4", "CSnappy"]),
        library("KafkaProtocol", ["Bytes", "KafkaModel"], exclude: ["Definitions"]),
        library("KafkaRecords", ["Bytes", "KafkaModel", "Compression"]),
        library("Networking", base + ["Scheduling", "CLinux"]),
        library("ZooKeeperClient", base + ["Scheduling", "CZooKeeper"]),
        library("ZooKeeperTree", ["Platform", "ZooKeeperClient"]),
        // The world in memory, for proofs: below the tests, never in a program that ships.
        library(
            "Simulation",
            base + [
                "CSimulation", "Scheduling", "Networking", "ZooKeeperClient", "ZooKeeperTree",
            ]),

        // Layer 3: what is kept, and where it is known.
        library("Storage", kafka + ["KafkaRecords", "Compression", "Scheduling"]),
        library("ClusterMetadata", kafka + ["ZooKeeperClient"]),
        library("BrokerClient", kafka + ["KafkaProtocol", "Networking", "Scheduling"]),

        // Layer 4: the parts of a cluster.
        library(
            "Replication",
            kafka + [
                "Storage", "KafkaRecords", "KafkaProtocol", "ClusterMetadata", "BrokerClient",
                "Scheduling",
            ]),
        library(
            "ClusterControl",
            kafka + ["ClusterMetadata", "ZooKeeperClient", "BrokerClient", "KafkaProtocol"]),
        library(
            "CoordinatorRuntime", kafka + ["KafkaRecords", "Compression", "Scheduling"]),

        // Layer 5: services on top of partitions.
        library(
            "GroupCoordination",
            kafka + ["CoordinatorRuntime", "KafkaProtocol", "KafkaRecords", "Scheduling"]),

        // Layer 6: the broker.
        library(
            "KafkaBroker",
            kafka + [
                "Scheduling", "Networking", "KafkaProtocol", "KafkaRecords", "Compression",
                "ZooKeeperClient", "Storage", "ClusterMetadata", "BrokerClient", "Replication",
                "ClusterControl", "CoordinatorRuntime", "GroupCoordination",
            ]),

        // Layer 7: programs.
        library(
            "KafkaTools",
            kafka + [
                "BrokerClient", "ClusterMetadata", "ClusterControl", "ZooKeeperClient",
                "KafkaProtocol", "KafkaRecords", "Compression", "Storage", "Networking",
                "Scheduling", "CRdKafka",
            ]),
        program(
            "KafkaServer",
            kafka + ["KafkaBroker", "Networking", "Scheduling", "ZooKeeperClient", "CLinux"]),
        program("KafkaCommand", ["KafkaTools"]),
        // Whole brokers in the simulated world, and what looks after them.
        library(
            "ClusterSimulation",
            kafka + [
                "Simulation", "KafkaBroker", "Scheduling", "Networking", "ZooKeeperClient",
                "ZooKeeperTree", "ClusterMetadata", "BrokerClient", "KafkaProtocol",
                "KafkaRecords", "Compression", "Replication", "Storage", "CoordinatorRuntime",
                "GroupCoordination",
            ]),
        program("MessageGenerator", []),

        program("Simulator", ["ClusterSimulation", "Simulation", "Platform"]),

        // What bin/bench measures with: a client that costs next to nothing, and the least that a
        // server can do.
        .executableTarget(name: "LoadGenerator", dependencies: ["CLinux"]),
        .executableTarget(name: "BenchmarkFloor", dependencies: ["CLinux"]),
        program("LogBenchmark", kafka + ["Storage", "KafkaRecords", "Scheduling"]),
        program(
            "ControllerBenchmark",
            kafka + [
                "ClusterControl", "ClusterMetadata", "KafkaProtocol", "ZooKeeperClient",
                "Scheduling",
            ]),

        // Tests mirror the sources.
        .target(
            name: "TestSupport",
            dependencies: base + [
                "KafkaModel", "CLinux", "Scheduling", "ZooKeeperClient", "ZooKeeperTree",
            ],
            path: "Tests/TestSupport", swiftSettings: swiftSettings),
        // The targets of bin/fuzz: replayed by FuzzTests, run by the program under libFuzzer.
        .target(
            name: "FuzzTargets",
            dependencies: kafka + [
                "TestSupport", "Simulation", "KafkaProtocol", "KafkaRecords", "Compression",
                "Storage", "ClusterMetadata", "ZooKeeperClient", "GroupCoordination",
                "KafkaBroker", "KafkaTools", "CoordinatorRuntime",
            ],
            path: "Tests/FuzzTargets", swiftSettings: swiftSettings),
        .executableTarget(
            name: "FuzzProgram", dependencies: ["FuzzTargets", "Bytes"],
            path: "Tests/FuzzProgram", swiftSettings: swiftSettings),
        tests(
            "FuzzTests",
            [
                "FuzzTargets", "Bytes", "Compression", "KafkaModel", "KafkaProtocol",
                "KafkaRecords",
            ]),
        // bin/chaos: real processes, killed, paused and cut off.
        .executableTarget(
            name: "Chaos", dependencies: base + ["TestSupport", "KafkaModel", "KafkaProtocol"],
            path: "Tests/Chaos", swiftSettings: swiftSettings),
        tests("ChaosTests", base + ["Chaos"]),
        tests("BytesTests", ["Bytes", "CLinux"]),
        tests("PlatformTests", base),
        tests("TelemetryTests", base),
        tests(
            "SimulationTests",
            base + [
                "Simulation", "Scheduling", "Networking", "ZooKeeperClient", "ZooKeeperTree",
            ]),
        tests("SchedulingTests", base + ["Scheduling"]),
        tests("ConfigurationTests", ["Configuration", "KafkaModel"]),
        tests("KafkaModelTests", ["KafkaModel", "Bytes"]),
        tests("CompressionTests", ["Compression", "Bytes"]),
        tests(
            "KafkaProtocolTests", ["KafkaProtocol", "KafkaModel", "Bytes", "MessageGenerator"]),
        tests("KafkaRecordsTests", ["KafkaRecords", "KafkaModel", "Compression", "Bytes"]),
        tests("NetworkingTests", base + ["Networking", "Scheduling"]),
        tests("ZooKeeperClientTests", base + ["ZooKeeperClient", "Scheduling", "CZooKeeper"]),
        tests("ZooKeeperTreeTests", base + ["ZooKeeperTree", "ZooKeeperClient", "Scheduling"]),
        tests(
            "StorageTests",
            kafka + ["Storage", "KafkaRecords", "Compression", "Scheduling", "Simulation"]),
        tests("ClusterMetadataTests", kafka + ["ClusterMetadata", "ZooKeeperClient"]),
        tests(
            "BrokerClientTests",
            kafka + ["BrokerClient", "KafkaProtocol", "Networking", "Scheduling"]),
        tests(
            "ReplicationTests",
            kafka + [
                "Replication", "Storage", "KafkaRecords", "KafkaProtocol", "Scheduling",
                "ClusterMetadata", "BrokerClient", "Simulation", "ZooKeeperClient",
            ]),
        tests(
            "ClusterControlTests",
            kafka + [
                "ClusterControl", "ClusterMetadata", "ZooKeeperClient", "BrokerClient",
                "KafkaProtocol", "Scheduling", "Simulation",
            ], exclude: ["Transcripts"]),
        tests(
            "CoordinatorRuntimeTests", kafka + ["CoordinatorRuntime", "KafkaRecords", "Scheduling"]),
        tests(
            "GroupCoordinationTests",
            kafka + [
                "GroupCoordination", "CoordinatorRuntime", "KafkaProtocol", "KafkaRecords",
                "Scheduling",
            ]),
        tests(
            "KafkaBrokerTests",
            kafka + [
                "KafkaBroker", "KafkaProtocol", "KafkaRecords", "Replication", "Storage",
                "ClusterMetadata", "Networking", "Scheduling", "GroupCoordination", "Compression",
                "ZooKeeperClient",
            ]),
        tests(
            "KafkaToolsTests",
            kafka + [
                "KafkaTools", "KafkaProtocol", "KafkaRecords", "Storage", "ClusterMetadata",
                "ZooKeeperClient", "BrokerClient",
            ]),
        tests(
            "IntegrationTests",
            kafka + [
                "ZooKeeperClient", "BrokerClient", "KafkaProtocol", "Networking", "Scheduling",
            ],
            exclude: [
                "Clients", "requirements.txt", "requirements-kafka-python-2.0.2.txt",
            ]),
        tests(
            "ClusterSimulationTests",
            kafka + [
                "ClusterSimulation", "Simulation", "GroupCoordination", "CoordinatorRuntime",
                "KafkaProtocol", "KafkaRecords",
            ], exclude: ["FailedSeeds.txt"]),
        tests("TidyTests", []),
    ]
)
