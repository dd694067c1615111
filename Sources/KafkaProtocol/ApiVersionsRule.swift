import Bytes
import KafkaModel

extension ApiVersionsResponse {
    /// The answer to a request of a version that the broker lacks. It is encoded in version 0, the one
    /// that every client reads, and lists only which versions of ApiVersions itself may be asked.
    package static func unsupportedVersion(_ supported: SupportedVersions) -> ApiVersionsResponse {
        let versions = supported[.apiVersions] ?? APIKey.apiVersions.validVersions
        return ApiVersionsResponse(
            errorCode: .unsupportedVersion,
            apiKeys: [
                ApiVersion(
                    apiKey: APIKey.apiVersions.rawValue, minVersion: versions.lowerBound,
                    maxVersion: versions.upperBound)
            ])
    }

    /// Reads the body of an answer to a request of `version`: a broker that lacks the version answers
    /// in version 0, which shows in the error code in front.
    package init(answering version: Int16, from reader: inout ByteReader) throws(DecodeError) {
        var start = reader
        let isRefused = ErrorCode(rawValue: try start.int16()) == .unsupportedVersion
        try self.init(from: &reader, version: isRefused ? 0 : version)
    }

    /// The versions of `key` that the answering broker has; `nil` if it does not serve the API.
    package func versions(of key: APIKey) -> ClosedRange<Int16>? {
        guard let entry = apiKeys.first(where: { $0.apiKey == key.rawValue }),
            entry.minVersion <= entry.maxVersion
        else { return nil }
        return entry.minVersion...entry.maxVersion
    }
}

extension ApiVersionsRequest {
    /// Whether name and version of the client's software are what Kafka accepts from version 3 on:
    /// letters, digits, `-` and `.`, the last two not at an end. Else the answer is INVALID_REQUEST
    /// without APIs.
    package var hasValidSoftwareName: Bool {
        Self.isValid(clientSoftwareName) && Self.isValid(clientSoftwareVersion)
    }

    private static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first),
            isAlphanumeric(last)
        else { return false }
        return bytes.allSatisfy {
            isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
