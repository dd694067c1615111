import TestSupport
import Testing

extension RealProcesses {
    /// The two programs with which most people meet Kafka, as their tutorials print them.
    struct TutorialTests {
        @Test(arguments: [Client.kafkaPython, .kafkaPython202])
        func theProgramsOfTheKafkaPythonTutorialWork(client: Client) async throws {
            let cluster = try await KafkaCluster.shared()
            let (topic, group) = (uniqueTopic("numtest"), uniqueTopic("my-group"))
            let server = cluster.brokers[0].address
            try await client.run("tutorial_producer", server, topic)
            let output = try await client.run("tutorial_consumer", server, topic, group)
            #expect(output.lines.last == "received 100")
        }

        @Test func theProgramsOfTheConfluentTutorialWork() async throws {
            let cluster = try await KafkaCluster.shared()
            let (topic, group) = (uniqueTopic("purchases"), uniqueTopic("python_example_group_1"))
            let server = cluster.brokers[0].address
            let sent = try await Client.confluent.run("tutorial_producer", server, topic)
            #expect(sent.lines.filter { $0.hasPrefix("Produced event") }.count == 10)
            let received = try await Client.confluent.run("tutorial_consumer", server, topic, group)
            let events = received.lines.filter { $0.hasPrefix("Consumed event") }
            #expect(events.count == 10)
            #expect(events.contains { $0.contains("key = eabara       value = book        ") })
            #expect(!received.standardOutput.contains("ERROR"))
        }
    }
}
