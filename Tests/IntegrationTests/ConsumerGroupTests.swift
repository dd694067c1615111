import TestSupport
import Testing

extension RealProcesses {
    struct ConsumerGroupTests {
        /// Four partitions, so that shares of one, two and three members are all different.
        private func makeTopic(_ cluster: KafkaCluster) async throws -> String {
            let topic = uniqueTopic("group")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "4", "1")
            return topic
        }

        @Test(arguments: Client.allCases)
        func partitionsMoveWhenMembersComeAndGo(client: Client) async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = try await makeTopic(cluster)
            let group = uniqueTopic("members")
            let first = try client.start("group_member", cluster.bootstrap, topic, group)
            try await first.line(containing: "assigned 0,1,2,3")
            let second = try client.start("group_member", cluster.bootstrap, topic, group)
            // Which two is the client's choice.
            let share = try await second.line(containing: "assigned ").split(separator: " ")[1]
            let rest = ["0", "1", "2", "3"].filter {
                !share.split(separator: ",").contains($0[...])
            }
            #expect(rest.count == 2)
            try await first.line(containing: "assigned \(rest.joined(separator: ","))")
            first.closeInput()
            #expect(try await first.exit() == .code(0))
            try await second.line(containing: "assigned 0,1,2,3")
            second.closeInput()
            #expect(try await second.exit() == .code(0))
        }

        @Test func aMemberThatDiesIsReplacedAfterItsSession() async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = try await makeTopic(cluster)
            let group = uniqueTopic("members")
            let members = try (0..<3).map { _ in
                try Client.confluent.start("group_member", cluster.bootstrap, topic, group)
            }
            for member in members { try await member.line(containing: "assigned ") }
            try await members[0].destroy()
            try await members[1].destroy()
            try await members[2].line(containing: "assigned 0,1,2,3")
            members[2].closeInput()
            #expect(try await members[2].exit() == .code(0))
        }

        @Test(arguments: Client.allCases)
        func aGroupGoesOnWhereItStopped(client: Client) async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("resumed")
            let group = uniqueTopic("members")
            try await produce(["one", "two"], to: topic, cluster)
            let first = try client.start("group_member", cluster.bootstrap, topic, group)
            try await first.line(containing: "record 0 1 two")
            first.closeInput()
            #expect(try await first.exit() == .code(0))
            try await produce(["three"], to: topic, cluster)
            let second = try client.start("group_member", cluster.bootstrap, topic, group)
            try await second.line(containing: "record 0 2 three")
            second.closeInput()
            #expect(try await second.exit() == .code(0))
            #expect(second.soFar.lines.filter { $0.hasPrefix("record") } == ["record 0 2 three"])
        }

        @Test func cooperativeMembersKeepWhatTheyHave() async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = try await makeTopic(cluster)
            let group = uniqueTopic("members")
            let strategy = "cooperative-sticky"
            let first = try Client.confluent.start(
                "group_member", cluster.bootstrap, topic, group, strategy)
            try await first.line(containing: "assigned 0,1,2,3")
            let second = try Client.confluent.start(
                "group_member", cluster.bootstrap, topic, group, strategy)
            let lost = try await first.line(containing: "revoked ").dropFirst("revoked ".count)
            #expect(lost.split(separator: ",").count == 2)
            try await second.line(containing: "assigned \(lost)")
            for member in [first, second] { member.closeInput() }
            for member in [first, second] { #expect(try await member.exit() == .code(0)) }
        }

        private func produce(_ values: [String], to topic: String, _ cluster: KafkaCluster)
            async throws
        {
            let written = try await SpawnedProcess.run(
                "kcat", ["-P", "-b", cluster.bootstrap, "-t", topic, "-p", "0"],
                input: values.joined(separator: "\n") + "\n")
            #expect(written.exit == .code(0), "\(written.standardError)")
        }
    }
}
