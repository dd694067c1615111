import Configuration
import TestSupport
import Testing

@Suite struct SchemaTests {
    @Test func everyDefaultIsAValidValue() {
        let keys = BrokerConfigSchema.schema.keys + TopicConfigSchema.keys
        let broken = keys.filter { key in
            key.defaultText.map { key.problem(with: $0) != nil } ?? false
        }
        #expect(broken.map(\.name) == [])
    }

    @Test func everyTopicSettingHasItsBrokersTypeAndDefault() throws {
        for key in TopicConfigSchema.keys {
            guard let synonym = TopicConfigSchema.brokerSynonym(of: key.name) else { continue }
            let broker = try #require(BrokerConfigSchema.schema[synonym])
            #expect(broker.type == key.type, "\(key.name)")
            if let text = broker.defaultText { #expect(text == key.defaultText, "\(key.name)") }
        }
    }

    @Test func anUnknownNameIsReportedWithTheNearestOne() {
        let problems = BrokerConfigSchema.schema.parse(["log.dir.s": "x", "zzz": "1"]).problems
        #expect(
            problems == [
                "Unknown setting log.dir.s; did you mean log.dirs?", "Unknown setting zzz",
            ])
    }

    @Test(arguments: [
        "listener.name.internal.ssl.keystore.type", "log4j.rootLogger", "controller.quorum.voters",
        "remote.log.reader.threads", "group.share.max.groups",
    ])
    func namesOfPlugInsAndOtherModesAreAccepted(name: String) {
        #expect(BrokerConfigSchema.schema.accepts(name))
    }

    @Test(.enabled(if: SharedFiles.reference("configs.tsv") != nil, "no reference sheets"))
    func agreesWithTheReferenceTable() throws {
        let path = try #require(SharedFiles.reference("configs.tsv"))
        var checked = 0
        for line in try SharedFiles.text(path).split(separator: "\n").dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(
                String.init)
            let schema = schema(of: cells[0])
            let key = try #require(schema[cells[1]], "\(cells[1])")
            let type = key.type == .className ? "class" : key.type.name.lowercased()
            #expect(type == cells[2], "\(cells[1])")
            // The order in this map is that of a recorded answer.
            if cells[1] != "listener.security.protocol.map" {
                #expect((key.defaultText ?? "null") == cells[3], "\(cells[1])")
            }
            checked += 1
        }
        #expect(checked == 287)
    }

    private func schema(of entity: String) -> ConfigSchema {
        switch entity {
        case "topic": TopicConfigSchema.schema
        case "ip": QuotaConfigSchema.addresses
        case "user, client, user+client": QuotaConfigSchema.clients
        default: BrokerConfigSchema.schema
        }
    }
}
