import BrokerClient
import KafkaModel
import KafkaProtocol

/// `kafka-broker-api-versions.sh`: prints which requests each broker understands.
package struct BrokerAPIVersionsCommand: Tool {
    package let name = "broker-api-versions"
    package let table = OptionTable(
        "This tool helps to retrieve broker version information.",
        [
            .value("bootstrap-server", "server to connect to", "REQUIRED: host:port,host:port."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try options.require("bootstrap-server")
        var settings = try AdminSettings(
            servers: options.value("bootstrap-server") ?? "",
            propertiesFile: options.value("command-config"), context)
        // The tool does not wait for brokers as the others do.
        settings.apiTimeout = min(settings.apiTimeout, .seconds(10))
        let admin = try await context.connectAdmin(settings)
        let console = context.console
        do throws(AdminFailure) {
            let answer = try await admin.metadata(topics: [], call: "findAllBrokers")
            for broker in answer.brokers.sorted(by: { $0.nodeId < $1.nodeId }) {
                let place =
                    "\(broker.host):\(broker.port) (id: \(broker.nodeId) "
                    + "rack: \(broker.rack ?? "null"))"
                do throws(AdminFailure) {
                    let versions = try await admin.apiVersions(of: broker.nodeId)
                    console.line("\(place) -> " + APIVersionTable.text(versions.apiKeys))
                } catch {
                    console.line("\(place) -> ERROR: \(error.exceptionText)")
                }
            }
        } catch {
            await admin.close()
            throw CommandFailure("Request METADATA failed on brokers: \(error.fullText)")
        }
        await admin.close()
        return 0
    }
}

/// What `broker-api-versions` prints for a broker.
package enum APIVersionTable {
    package static func text(_ offered: [ApiVersionsResponse.ApiVersion]) -> String {
        var byKey: [Int16: ApiVersionsResponse.ApiVersion] = [:]
        for version in offered { byKey[version.apiKey] = version }
        let lines = Set(byKey.keys).union(names.keys).sorted().map { key in
            "\t" + line(key, byKey[key])
        }
        return "(\n" + lines.joined(separator: ",\n") + "\n)"
    }

    private static func line(_ key: Int16, _ offered: ApiVersionsResponse.ApiVersion?) -> String {
        guard let name = names[key] else {
            return "UNKNOWN(\(key)): " + range(offered?.minVersion ?? 0, offered?.maxVersion ?? 0)
        }
        guard let offered else { return "\(name)(\(key)): UNSUPPORTED" }
        let text = "\(name)(\(key)): " + range(offered.minVersion, offered.maxVersion)
        guard let ours = APIKey(rawValue: key)?.validVersions else { return text }
        if offered.maxVersion < ours.lowerBound { return text + " [unusable: node too old]" }
        if offered.minVersion > ours.upperBound { return text + " [unusable: node too new]" }
        return text + " [usable: \(min(offered.maxVersion, ours.upperBound))]"
    }

    private static func range(_ low: Int16, _ high: Int16) -> String {
        low == high ? "\(low)" : "\(low) to \(high)"
    }

    /// Kafka's names of all APIs of 3.9 that clients may see, also those that only brokers without
    /// ZooKeeper serve.
    private static let names: [Int16: String] = {
        var names: [Int16: String] = [
            55: "DescribeQuorum", 64: "UnregisterBroker", 71: "GetTelemetrySubscriptions",
            72: "PushTelemetry", 74: "ListClientMetricsResources", 75: "DescribeTopicPartitions",
            76: "ShareGroupHeartbeat", 77: "ShareGroupDescribe", 78: "ShareFetch",
            79: "ShareAcknowledge", 80: "AddRaftVoter", 81: "RemoveRaftVoter",
            83: "InitializeShareGroupState", 84: "ReadShareGroupState",
            85: "WriteShareGroupState", 86: "DeleteShareGroupState",
            87: "ReadShareGroupStateSummary",
        ]
        for key in APIKey.allCases { names[key.rawValue] = key.name }
        return names
    }()
}
