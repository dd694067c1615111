import BrokerClient
import KafkaModel
import KafkaProtocol

/// The kinds of things that have settings, as DescribeConfigs and AlterConfigs number them.
enum ConfigResourceType {
    static let topic: Int8 = 2
    static let broker: Int8 = 4
    static let brokerLogger: Int8 = 8
    static let clientMetrics: Int8 = 16
}

/// Something that has settings.
struct ConfigResource: Hashable, Sendable {
    var type: Int8
    /// Empty for the default of all brokers.
    var name: String

    /// Settings of one broker are known to that broker only.
    var target: RequestTarget {
        guard type == ConfigResourceType.broker || type == ConfigResourceType.brokerLogger,
            let id = Int32(name)
        else { return .anyBroker }
        return .broker(BrokerID(id))
    }
}

/// A setting to write, or to remove for a `nil` value.
struct ConfigChange: Equatable, Sendable {
    var name: String
    var value: String?
}

extension ClusterAdmin {
    /// The settings of several of a kind that any broker knows, each with its error.
    func describeConfigs(
        _ resources: [ConfigResource]
    ) async throws(AdminFailure) -> [DescribeConfigsResponse.DescribeConfigsResult] {
        guard let first = resources.first else { return [] }
        let response = try await send(
            to: first.target, call: "describeConfigs", errors: { _ in [] },
            { version in
                DescribeConfigsRequest(
                    resources: resources.map {
                        DescribeConfigsRequest.DescribeConfigsResource(
                            resourceType: $0.type, resourceName: $0.name, configurationKeys: nil)
                    }, includeSynonyms: version >= 1)
            })
        return response.results
    }

    /// The settings of one; throws what the broker says against it.
    func describeConfigs(
        of resource: ConfigResource
    ) async throws(AdminFailure) -> [DescribeConfigsResponse.DescribeConfigsResourceResult] {
        let results = try await describeConfigs([resource])
        for result in results { try check(result.errorCode, result.errorMessage) }
        return results.flatMap(\.configs)
    }

    func alterConfigs(
        of resource: ConfigResource, _ changes: [ConfigChange]
    ) async throws(AdminFailure) {
        let set: Int8 = 0
        let delete: Int8 = 1
        let request = IncrementalAlterConfigsRequest(
            resources: [
                IncrementalAlterConfigsRequest.AlterConfigsResource(
                    resourceType: resource.type, resourceName: resource.name,
                    configs: changes.map {
                        IncrementalAlterConfigsRequest.AlterableConfig(
                            name: $0.name, configOperation: $0.value == nil ? delete : set,
                            value: $0.value)
                    })
            ])
        let response = try await send(
            request, to: resource.target, call: "incrementalAlterConfigs"
        ) { retryOnly([.notController], in: $0.responses.map(\.errorCode)) }
        for result in response.responses { try check(result.errorCode, result.errorMessage) }
    }
}
