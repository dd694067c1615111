import KafkaModel
import KafkaProtocol
import Platform

extension BrokerConnection {
    /// The APIs and versions of the broker: asked once, then remembered.
    package func apiVersions(
        timeout: Duration? = nil
    ) async throws(BrokerClientError) -> ApiVersionsResponse {
        if let known = negotiated.withLock({ $0 }) { return known }
        var answer = try await askVersions(APIKey.apiVersions.validVersions.upperBound, timeout)
        if answer.errorCode == .unsupportedVersion {
            // The refusal of a newer broker names its versions; the oldest ones name none.
            let theirs = answer.versions(of: .apiVersions)?.upperBound ?? 0
            answer = try await askVersions(max(0, min(theirs, 2)), timeout)
        }
        guard answer.errorCode == .none else { throw .refused(.apiVersions, answer.errorCode) }
        negotiated.withLock { $0 = answer }
        return answer
    }

    private func askVersions(
        _ version: Int16, _ timeout: Duration?
    ) async throws(BrokerClientError) -> ApiVersionsResponse {
        let request = ApiVersionsRequest(
            clientSoftwareName: SoftwareVersion.name,
            clientSoftwareVersion: SoftwareVersion.current)
        return try await send(request, version: version, timeout: timeout)
    }

    /// The highest version of `key` that both sides have. Throws `unsupportedAPI`.
    package func commonVersion(
        of key: APIKey, timeout: Duration? = nil
    ) async throws(BrokerClientError) -> Int16 {
        let answer = try await apiVersions(timeout: timeout)
        let ours = key.validVersions
        guard let theirs = answer.versions(of: key), theirs.overlaps(ours) else {
            throw .unsupportedAPI(address, key)
        }
        return min(ours.upperBound, theirs.upperBound)
    }

    /// Sends a request in the highest version that both sides have.
    package func send<R: RequestMessage>(
        _ request: R, timeout: Duration? = nil
    ) async throws(BrokerClientError) -> R.Response {
        let version = try await commonVersion(of: R.apiKey, timeout: timeout)
        return try await send(request, version: version, timeout: timeout)
    }
}
