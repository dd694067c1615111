// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ApiVersions (API 18), versions 0 to 4, flexible from 3 on.
package struct ApiVersionsRequest: RequestMessage {
    package typealias Response = ApiVersionsResponse
    package static var apiKey: APIKey { .apiVersions }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var clientSoftwareName: String = ""
    package var clientSoftwareVersion: String = ""

    package init() {}

    package init(
        clientSoftwareName: String = "",
        clientSoftwareVersion: String = ""
    ) {
        self.clientSoftwareName = clientSoftwareName
        self.clientSoftwareVersion = clientSoftwareVersion
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        if version >= 3 { clientSoftwareName = try reader.string(compact: true) }
        if version >= 3 { clientSoftwareVersion = try reader.string(compact: true) }
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "ApiVersionsRequest", field: "version", version: version) }
        if version >= 3 {
            try writer.string(clientSoftwareName, compact: true)
        }
        if version >= 3 {
            try writer.string(clientSoftwareVersion, compact: true)
        }
        if version >= 3 { writer.unsignedVarint(0) }
    }
}
