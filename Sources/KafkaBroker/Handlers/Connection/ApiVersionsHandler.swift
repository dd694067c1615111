import KafkaModel
import KafkaProtocol

/// ApiVersions: which APIs this broker serves, in which versions. Versions 0–4; any other version is
/// answered in version 0 by ``RequestDispatcher``.
///
/// v1 throttle time, v3 the client's software (refused if misspelt: INVALID_REQUEST, no APIs) and
/// features, of which a cluster on ZooKeeper has none. Source: KIP-35, KIP-511.
struct ApiVersionsHandler: LoopHandler {
    private let answer: ApiVersionsResponse

    /// `served` are all other APIs.
    init(serving served: [(key: Int16, versions: ClosedRange<Int16>)]) {
        let own = (key: APIKey.apiVersions.rawValue, versions: ApiVersionsRequest.validVersions)
        let all = (served.filter { $0.key != own.key } + [own]).sorted { $0.key < $1.key }
        answer = ApiVersionsResponse(
            apiKeys: all.map {
                .init(
                    apiKey: $0.key, minVersion: $0.versions.lowerBound,
                    maxVersion: $0.versions.upperBound)
            },
            finalizedFeaturesEpoch: 0)
    }

    func handle(
        _ request: ApiVersionsRequest, _ context: RequestContext,
        _ reply: Reply<ApiVersionsResponse>
    ) {
        guard context.version < 3 || request.hasValidSoftwareName else {
            return reply(ApiVersionsResponse(errorCode: .invalidRequest))
        }
        reply(answer)
    }
}

extension HandlerTable {
    /// Adds ApiVersions, which tells of all APIs added before. The last one to be added.
    package mutating func addApiVersions() {
        add(ApiVersionsHandler(serving: served))
    }
}
