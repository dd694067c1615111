import KafkaModel
import KafkaProtocol

/// AlterConfigs: replaces all settings that a resource has of its own. Versions 0–2.
struct AlterConfigsHandler: ControlHandler {
    let alteration: ConfigAlteration

    func handle(_ request: AlterConfigsRequest, _ context: RequestContext) async
        -> AlterConfigsResponse
    {
        var response = AlterConfigsResponse()
        for resource in request.resources {
            var answer = AlterConfigsResponse.AlterConfigsResourceResponse(
                errorMessage: nil, resourceType: resource.resourceType,
                resourceName: resource.resourceName)
            do throws(ConfigRefusal) {
                let target = try ConfigResource(
                    type: resource.resourceType, name: resource.resourceName,
                    own: alteration.brokerID)
                try await alteration.replace(
                    target, try settings(resource), validateOnly: request.validateOnly)
            } catch {
                answer.errorCode = error.code
                answer.errorMessage = error.message
            }
            response.responses.append(answer)
        }
        return response
    }

    private func settings(_ resource: AlterConfigsRequest.AlterConfigsResource)
        throws(ConfigRefusal) -> [String: String]
    {
        var settings: [String: String] = [:]
        for config in resource.configs {
            guard let value = config.value else {
                throw ConfigRefusal(
                    .invalidConfig, "Null value not supported for : \(config.name)")
            }
            guard settings.updateValue(value, forKey: config.name) == nil else {
                throw ConfigRefusal(
                    .invalidRequest, "Error due to duplicate config keys : \(config.name)")
            }
        }
        return settings
    }
}
