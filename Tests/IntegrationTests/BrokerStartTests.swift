import Platform
import TestSupport
import Testing

extension RealProcesses {
    /// What an operator sees when a broker cannot start, or must wait.
    struct BrokerStartTests {
        @Test func aBrokerTellsWhatClientsWillBeTold() async throws {
            let broker = try await KafkaCluster.shared().brokers[0]
            #expect(
                broker.output.lines.contains { line in
                    line.contains("clients are told: PLAINTEXT://\(broker.address)")
                })
        }

        @Test func withoutZooKeeperItWaitsAndSaysSo() async throws {
            let zookeeper = try ZooKeeperServer()
            let cluster = try await KafkaCluster(brokers: 1, zookeeper: zookeeper.connectString)
            let broker = cluster.brokers[0]
            let process = try broker.launch()
            try await process.line(containing: "aiting for ZooKeeper")
            try await zookeeper.start()
            try await broker.waitUntilReady()
            try await cluster.stop()
            try await zookeeper.stop()
        }

        @Test func aKilledPredecessorIsWaitedFor() async throws {
            let cluster = try await KafkaCluster.start(
                brokers: 1, settings: ["zookeeper.session.timeout.ms": "3000"])
            let broker = cluster.brokers[0]
            try await broker.kill()
            let process = try broker.launch()
            let told = try await process.line(containing: "waiting for the end of its ZooKeeper")
            // The time left, in whole seconds.
            #expect(told.contains(/at most \d+ s/))
            try await broker.waitUntilReady()
            try await cluster.stop()
        }

        @Test func theIDOfALiveBrokerIsRefused() async throws {
            let cluster = try await KafkaCluster.start(brokers: 1)
            let twin = try KafkaBroker(id: 1, zookeeper: cluster.zookeeper)
            try await expectRefusal(of: twin, saying: "broker.id 1 is in use")
            #expect(await cluster.brokers[0].clusterView()?.brokers == [1])
            try await cluster.stop()
        }

        @Test func aTakenPortIsRefused() async throws {
            let cluster = try await KafkaCluster.shared()
            let taken = cluster.brokers[0].port
            let other = try KafkaBroker(
                id: 9, zookeeper: cluster.zookeeper,
                settings: ["listeners": "PLAINTEXT://127.0.0.1:\(taken)"])
            try await expectRefusal(of: other, saying: "\(taken)")
        }

        @Test func aLogDirectoryInUseIsRefused() async throws {
            let cluster = try await KafkaCluster.shared()
            let other = try KafkaBroker(
                id: 9, zookeeper: cluster.zookeeper,
                settings: ["log.dirs": cluster.brokers[0].logDirectory])
            try await expectRefusal(of: other, saying: cluster.brokers[0].logDirectory)
        }

        @Test func aLogDirectoryThatCannotBeMadeIsRefused() async throws {
            let cluster = try await KafkaCluster.shared()
            let directory = try TemporaryDirectory("unusable")
            let file = try directory.write("file", "not a directory")
            let other = try KafkaBroker(
                id: 9, zookeeper: cluster.zookeeper, settings: ["log.dirs": "\(file)/log"])
            try await expectRefusal(of: other, saying: "\(file)/log")
        }

        @Test func theDirectoryOfAnotherClusterIsRefused() async throws {
            let cluster = try await KafkaCluster.start(brokers: 1)
            let broker = cluster.brokers[0]
            #expect(try await broker.terminate() == .code(0))
            let elsewhere = cluster.zookeeper + "-elsewhere"
            let process = try broker.launch(["zookeeper.connect": elsewhere])
            #expect(try await process.exit() == .code(1))
            #expect(process.soFar.standardError.contains("meta.properties"))
        }

        @Test func theDirectoryOfAnotherBrokerIsRefused() async throws {
            let cluster = try await KafkaCluster.start(brokers: 1)
            let broker = cluster.brokers[0]
            #expect(try await broker.terminate() == .code(0))
            let process = try broker.launch(["broker.id": "7"])
            #expect(try await process.exit() == .code(1))
            #expect(process.soFar.standardError.contains("belong to broker 1"))
        }

        @Test func allMistakesOfTheConfigurationAreToldTogether() async throws {
            let broker = try KafkaBroker(
                id: 9, zookeeper: "127.0.0.1:1",
                settings: [
                    "num.partitions": "many", "log.retention.hour": "5",
                    "replica.fetch.max.bytes": "-3",
                ])
            let process = try broker.launch()
            #expect(try await process.exit() == .code(1))
            let text = process.soFar.standardError
            #expect(text.contains("num.partitions"))
            #expect(text.contains("replica.fetch.max.bytes"))
            #expect(text.contains("log.retention.hours"))
        }

        @Test func terminationIsOrderlyAndRestartFindsEverything() async throws {
            let cluster = try await KafkaCluster.start(brokers: 1)
            let broker = cluster.brokers[0]
            let topic = uniqueTopic("restarted")
            let written = try await SpawnedProcess.run(
                "kcat", ["-P", "-b", broker.address, "-t", topic], input: "a\nb\nc\n")
            #expect(written.exit == .code(0))
            #expect(try await broker.terminate() == .code(0))
            try await broker.start()
            let read = try await SpawnedProcess.run(
                "kcat", ["-C", "-b", broker.address, "-t", topic, "-o", "beginning", "-e", "-q"])
            #expect(read.lines == ["a", "b", "c"])
            try await cluster.stop()
        }

        @Test(arguments: [
            (["/nowhere/server.properties"], "/nowhere/server.properties"), ([], "USAGE"),
        ])
        func withoutSettingsItTellsWhatIsMissing(arguments: [String], text: String) async throws {
            let program = try #require(KafkaBroker.program)
            let output = try await SpawnedProcess.run(program, arguments)
            #expect(output.exit == .code(1))
            #expect(output.lines.first?.contains(text) == true)
        }

        @Test func aDirectoryWithoutRightsIsRefused() async throws {
            let cluster = try await KafkaCluster.shared()
            // Not even root may make a directory there.
            let other = try KafkaBroker(
                id: 9, zookeeper: cluster.zookeeper, settings: ["log.dirs": "/proc/log"])
            try await expectRefusal(of: other, saying: "/proc/log")
        }

        @Test func aListenerWithoutAHostIsAdvertisedUnderTheNameOfTheMachine() async throws {
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            try await broker.start(["listeners": "PLAINTEXT://:\(broker.port)"])
            let told = try await broker.line(containing: "clients are told: PLAINTEXT://")
            let host = HostName.canonical()
            #expect(told.contains("PLAINTEXT://\(host):\(broker.port)"))
            let listing = try await SpawnedProcess.run("kcat", ["-L", "-b", broker.address])
            #expect(listing.standardOutput.contains(" at \(host):\(broker.port)"))
            try await cluster.stop()
        }

        /// Exit code 1, and the reason among the last lines.
        private func expectRefusal(of broker: KafkaBroker, saying text: String) async throws {
            let process = try broker.launch()
            #expect(try await process.exit(within: .seconds(60)) == .code(1))
            #expect(process.soFar.lines.suffix(3).contains { $0.contains(text) })
        }
    }
}
