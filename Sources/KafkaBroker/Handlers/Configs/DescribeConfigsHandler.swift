import ClusterMetadata
import Configuration
import KafkaModel
import KafkaProtocol

/// DescribeConfigs: the settings of topics and of this broker with their sources.
///
/// Versions 0–4: v1 sources and synonyms, v3 types and documentation. Topic settings are read from
/// ZooKeeper, so that the answer does not wait for the notification.
struct DescribeConfigsHandler: ControlHandler {
    typealias Row = DescribeConfigsResponse.DescribeConfigsResourceResult

    let brokerID: BrokerID
    let configuration: DynamicConfiguration
    let store: ConfigStore
    let cache: MetadataCache

    func handle(_ request: DescribeConfigsRequest, _ context: RequestContext) async
        -> DescribeConfigsResponse
    {
        var results: [DescribeConfigsResponse.DescribeConfigsResult] = []
        for resource in request.resources {
            var result = DescribeConfigsResponse.DescribeConfigsResult(
                errorMessage: "", resourceType: resource.resourceType,
                resourceName: resource.resourceName)
            do throws(ConfigRefusal) {
                let rows = try await describe(resource)
                result.configs = rows.filter { row in
                    resource.configurationKeys?.contains(row.name) ?? true
                }.map { self.row($0, request, context.version) }
            } catch {
                result.errorCode = error.code
                result.errorMessage = error.message
            }
            results.append(result)
        }
        return DescribeConfigsResponse(results: results)
    }

    private func describe(_ resource: DescribeConfigsRequest.DescribeConfigsResource)
        async
        throws(ConfigRefusal) -> [ConfigDescription]
    {
        let broker = configuration.broker
        switch try ConfigResource(
            type: resource.resourceType, name: resource.resourceName, own: brokerID)
        {
        case .topic(let name):
            guard cache.current.topics[name] != nil else {
                throw ConfigRefusal(.unknownTopicOrPartition, ErrorText.unknownTopicOrPartition)
            }
            do throws(ClusterMetadataError) {
                let overrides = try await store.read(.topic(name)).settings
                return broker.topicConfig(overrides: overrides).descriptions
            } catch {
                throw ConfigRefusal(.unknownServerError, "Cannot read the settings: \(error)")
            }
        case .broker(nil):
            let names = broker.layers.dynamicDefault.keys.sorted()
            return names.compactMap { broker.layers.description(of: $0) }
        case .broker:
            return broker.layers.descriptions
        }
    }

    private func row(
        _ setting: ConfigDescription, _ request: DescribeConfigsRequest, _ version: Int16
    ) -> Row {
        Row(
            name: setting.name, value: setting.value, readOnly: setting.isReadOnly,
            // Later versions tell the source instead.
            isDefault: version == 0 && setting.source == .defaultValue,
            configSource: setting.source.rawValue,
            isSensitive: setting.isSensitive,
            synonyms: request.includeSynonyms
                ? setting.synonyms.map {
                    .init(name: $0.name, value: $0.value, source: $0.source.rawValue)
                } : [],
            configType: setting.type.rawValue,
            documentation: request.includeDocumentation ? setting.documentation : nil)
    }
}

/// Texts that several answers share.
enum ErrorText {
    static let unknownTopicOrPartition = "This server does not host this topic-partition."
}
