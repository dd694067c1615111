import TestSupport
import Testing

extension RealProcesses {
    /// Brokers that die. Each test has a cluster of its own; one at a time, for the machine's sake.
    struct FailoverTests {
        @Test func nothingAcknowledgedIsLostWhenTheControllerDies() async throws {
            let cluster = try await KafkaCluster.start(
                brokers: 3, settings: ["min.insync.replicas": "2"])
            let topic = uniqueTopic("failover")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "6", "3")
            let producer = try Client.confluent.start("acked_producer", cluster.bootstrap, topic)
            try await producer.line(containing: " 500")

            let first = try #require(await cluster.controller())
            try await first.kill()
            let survivor = try #require(cluster.brokers.first { $0.isRunning })
            try await waitForController(otherThan: first.id, asKnownBy: survivor)
            try await afterMoreAcknowledgements(producer, 500)

            try await first.start()
            try await first.waitUntilReady(brokers: 3)
            try await afterMoreAcknowledgements(producer, 500)
            producer.closeInput()
            #expect(try await producer.exit(within: .seconds(150)) == .code(0))

            let acknowledged = acknowledgements(producer.soFar)
            let stored = try await records(of: topic, cluster)
            for (partition, numbers) in acknowledged {
                #expect(isSubsequence(numbers, of: stored[partition] ?? []))
            }
            #expect(producer.soFar.lines.last?.hasSuffix("0 []") == true)
            try await cluster.stop()
        }

        @Test func nothingAcknowledgedIsLostWhenABrokerIsKilledAndComesBack() async throws {
            let cluster = try await KafkaCluster.start(brokers: 1)
            let topic = uniqueTopic("killed")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "2", "1")
            let producer = try Client.confluent.start("acked_producer", cluster.bootstrap, topic)
            try await producer.line(containing: " 2000")
            try await cluster.brokers[0].kill()
            try await cluster.brokers[0].start()
            try await afterMoreAcknowledgements(producer, 500)
            producer.closeInput()
            #expect(try await producer.exit(within: .seconds(150)) == .code(0))
            let stored = try await records(of: topic, cluster)
            for (partition, numbers) in acknowledgements(producer.soFar) {
                #expect(isSubsequence(numbers, of: stored[partition] ?? []))
            }
            try await cluster.stop()
        }

        @Test func aControlledShutdownMovesLeadersAndEndsWithZero() async throws {
            let cluster = try await KafkaCluster.start(brokers: 3)
            let topic = uniqueTopic("shutdown")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "6", "3")
            let leaving = cluster.brokers[1]
            #expect(try await leaving.terminate() == .code(0))
            #expect(leaving.output.lines.contains { $0.contains("controlled shutdown succeeded") })
            // The others learn of it a moment later.
            var listing = ""
            for _ in 0..<200 {
                listing = try await SpawnedProcess.run(
                    "kcat", ["-L", "-b", cluster.brokers[0].address, "-t", topic]
                ).standardOutput
                let isOld = listing.contains("leader \(leaving.id)")
                if !isOld && !listing.contains("leader -1") { break }
            }
            #expect(!listing.contains("leader \(leaving.id)"))
            #expect(!listing.contains("leader -1"))
            try await leaving.start()
            try await leaving.waitUntilReady(brokers: 3)
            try await cluster.stop()
        }

        @Test func aBrokerThatComesBackAfterAKillWaitsForItsOldSession() async throws {
            let cluster = try await KafkaCluster.start(brokers: 1)
            let broker = cluster.brokers[0]
            try await broker.kill()
            try await broker.start(["zookeeper.session.timeout.ms": "6000"])
            #expect(await broker.clusterView()?.brokers == [1])
            try await cluster.stop()
        }

        @Test func aBrokerThatStartsTellsClientsNothingUntilItKnowsTheCluster() async throws {
            let cluster = try await KafkaCluster.start(brokers: 1)
            let broker = cluster.brokers[0]
            try await broker.kill()
            // It listens at once, and may register only when its old session is over.
            try broker.launch(["zookeeper.session.timeout.ms": "6000"])
            var view = await broker.clusterView()
            while view == nil, broker.isRunning { view = await broker.clusterView() }
            #expect(view?.brokers == [1])
            #expect(view?.controller == 1)
            try await cluster.stop()
        }

        @Test func brokersServeWhileZooKeeperIsAwayAndRecover() async throws {
            let zookeeper = try await ZooKeeperServer.start()
            let cluster = try await KafkaCluster.start(
                brokers: 2, zookeeper: zookeeper.connectString)
            let topic = uniqueTopic("without-zookeeper")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "2", "2")
            try await zookeeper.stop()
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")
            try await zookeeper.start()
            try await Client.confluent.run(
                "create_topic", cluster.bootstrap, uniqueTopic("again"), "2", "2")
            try await cluster.stop()
            try await zookeeper.stop()
        }

        private func waitForController(otherThan old: Int, asKnownBy broker: KafkaBroker)
            async throws
        {
            for _ in 0..<3000 {
                let controller = await broker.clusterView()?.controller ?? -1
                if controller >= 0 && controller != old { return }
                try await Task.sleep(for: .milliseconds(20))
            }
            Issue.record("no other controller within a minute: \(broker.output.lines.suffix(30))")
        }

        private func afterMoreAcknowledgements(_ producer: SpawnedProcess, _ more: Int) async throws
        {
            let wanted = acknowledgementCount(producer.soFar) + more
            for _ in 0..<6000 where acknowledgementCount(producer.soFar) < wanted {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(acknowledgementCount(producer.soFar) >= wanted)
        }

        private func acknowledgementCount(_ output: SpawnedProcess.Output) -> Int {
            output.lines.count { $0.hasPrefix("acked") }
        }

        /// The numbers of lines like `acked <partition> <number>`, by partition.
        private func acknowledgements(_ output: SpawnedProcess.Output) -> [Int: [Int]] {
            numbers(output, after: "acked", at: 2)
        }

        private func records(of topic: String, _ cluster: KafkaCluster) async throws -> [Int: [Int]]
        {
            let output = try await Client.confluent.run("read_all", cluster.bootstrap, topic)
            return numbers(output, after: "record", at: 3)
        }

        private func numbers(_ output: SpawnedProcess.Output, after word: String, at field: Int)
            -> [Int: [Int]]
        {
            var result: [Int: [Int]] = [:]
            for line in output.lines {
                let fields = line.split(separator: " ")
                guard fields.first == Substring(word), fields.count > field,
                    let partition = Int(fields[1]), let number = Int(fields[field])
                else { continue }
                result[partition, default: []].append(number)
            }
            return result
        }

        /// Whether all of `part` is in `whole`, in order. A record may be stored twice after a retry.
        private func isSubsequence(_ part: [Int], of whole: [Int]) -> Bool {
            var rest = part[...]
            for number in whole where number == rest.first { rest = rest.dropFirst() }
            return rest.isEmpty
        }
    }
}
