import Configuration
import KafkaModel
import KafkaProtocol

/// IncrementalAlterConfigs: sets, deletes, extends or shortens single settings (KIP-339).
/// Versions 0–1.
struct IncrementalAlterConfigsHandler: ControlHandler {
    typealias Resource = IncrementalAlterConfigsRequest.AlterConfigsResource

    let alteration: ConfigAlteration

    func handle(_ request: IncrementalAlterConfigsRequest, _ context: RequestContext) async
        -> IncrementalAlterConfigsResponse
    {
        var response = IncrementalAlterConfigsResponse()
        for resource in request.resources {
            var answer = IncrementalAlterConfigsResponse.AlterConfigsResourceResponse(
                errorMessage: nil, resourceType: resource.resourceType,
                resourceName: resource.resourceName)
            do throws(ConfigRefusal) {
                try await alter(resource, validateOnly: request.validateOnly)
            } catch {
                answer.errorCode = error.code
                answer.errorMessage = error.message
            }
            response.responses.append(answer)
        }
        return response
    }

    private func alter(_ resource: Resource, validateOnly: Bool) async throws(ConfigRefusal) {
        let target = try ConfigResource(
            type: resource.resourceType, name: resource.resourceName, own: alteration.brokerID)
        let changes = try changes(resource, target)
        let broker = alteration.configuration.broker
        let settings = ConfigChange.apply(changes, to: try await alteration.current(target)) {
            name in
            switch target {
            case .topic: broker.topicConfig().value(of: name)?.text
            case .broker: broker.layers.value(of: name)?.text
            }
        }
        try await alteration.replace(target, settings, validateOnly: validateOnly)
    }

    private func changes(_ resource: Resource, _ target: ConfigResource) throws(ConfigRefusal)
        -> [(name: String, change: ConfigChange)]
    {
        var changes: [(name: String, change: ConfigChange)] = []
        for config in resource.configs {
            guard !changes.contains(where: { $0.name == config.name }) else {
                throw ConfigRefusal(
                    .invalidRequest, "Error due to duplicate config keys : \(config.name)")
            }
            changes.append((config.name, try change(config, target)))
        }
        return changes
    }

    private func change(
        _ config: IncrementalAlterConfigsRequest.AlterableConfig, _ target: ConfigResource
    )
        throws(ConfigRefusal) -> ConfigChange
    {
        if config.configOperation == 1 { return .delete }
        guard let value = config.value else {
            throw ConfigRefusal(.invalidRequest, "Null value not supported for : \(config.name)")
        }
        switch config.configOperation {
        case 0: return .set(value)
        case 2, 3:
            let schema =
                if case .topic = target { TopicConfigSchema.schema } else {
                    BrokerConfigSchema.schema
                }
            guard schema[config.name]?.type == .list else {
                let message = "Config value append is not allowed for config key: \(config.name)"
                throw ConfigRefusal(.invalidConfig, message)
            }
            return config.configOperation == 2 ? .append(value) : .subtract(value)
        default:
            throw ConfigRefusal(
                .invalidRequest, "Unknown config operation type \(config.configOperation)")
        }
    }
}
