// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ApiVersions (API 18), versions 0 to 4, flexible from 3 on.
package struct ApiVersionsResponse: ResponseMessage {
    package static var apiKey: APIKey { .apiVersions }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var apiKeys: [ApiVersion] = []
    package var throttleTimeMs: Int32 = 0
    package var supportedFeatures: [SupportedFeatureKey] = []
    package var finalizedFeaturesEpoch: Int64 = -1
    package var finalizedFeatures: [FinalizedFeatureKey] = []
    package var zkMigrationReady: Bool = false

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        apiKeys: [ApiVersion] = [],
        throttleTimeMs: Int32 = 0,
        supportedFeatures: [SupportedFeatureKey] = [],
        finalizedFeaturesEpoch: Int64 = -1,
        finalizedFeatures: [FinalizedFeatureKey] = [],
        zkMigrationReady: Bool = false
    ) {
        self.errorCode = errorCode
        self.apiKeys = apiKeys
        self.throttleTimeMs = throttleTimeMs
        self.supportedFeatures = supportedFeatures
        self.finalizedFeaturesEpoch = finalizedFeaturesEpoch
        self.finalizedFeatures = finalizedFeatures
        self.zkMigrationReady = zkMigrationReady
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        errorCode = ErrorCode(rawValue: try reader.int16())
        apiKeys = try reader.array(version, compact: flexible)
        if version >= 1 { throttleTimeMs = try reader.int32() }
        if version >= 3 {
            var tags = try TaggedFields(from: &reader)
            while var tag = try tags.next(from: &reader) {
                switch tag.number {
                case 0:
                    supportedFeatures = try tag.value.array(version, compact: true)
                    try tag.end()
                case 1:
                    finalizedFeaturesEpoch = try tag.value.int64()
                    try tag.end()
                case 2:
                    finalizedFeatures = try tag.value.array(version, compact: true)
                    try tag.end()
                case 3:
                    zkMigrationReady = try tag.value.bool()
                    try tag.end()
                default: break
                }
            }
        }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "ApiVersionsResponse", field: "version", version: version) }
        let flexible = version >= 3
        writer.int16(errorCode.rawValue)
        try writer.array(apiKeys, version, compact: flexible)
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        if version >= 3 {
            var tagCount: UInt32 = 0
            let has0 = !supportedFeatures.isEmpty
            if has0 { tagCount += 1 }
            let has1 = finalizedFeaturesEpoch != -1
            if has1 { tagCount += 1 }
            let has2 = !finalizedFeatures.isEmpty
            if has2 { tagCount += 1 }
            let has3 = zkMigrationReady
            if has3 { tagCount += 1 }
            writer.unsignedVarint(tagCount)
            if has0 {
                var tag = ByteWriter(capacity: 64)
                try tag.array(supportedFeatures, version, compact: true)
                writer.taggedField(0, tag.finish())
            }
            if has1 {
                var tag = ByteWriter(capacity: 64)
                tag.int64(finalizedFeaturesEpoch)
                writer.taggedField(1, tag.finish())
            }
            if has2 {
                var tag = ByteWriter(capacity: 64)
                try tag.array(finalizedFeatures, version, compact: true)
                writer.taggedField(2, tag.finish())
            }
            if has3 {
                var tag = ByteWriter(capacity: 64)
                tag.bool(zkMigrationReady)
                writer.taggedField(3, tag.finish())
            }
        }
    }

    package struct ApiVersion: WireElement {
        package static var minimumSize: Int { 6 }

        package var apiKey: Int16 = 0
        package var minVersion: Int16 = 0
        package var maxVersion: Int16 = 0

        package init() {}

        package init(
            apiKey: Int16 = 0,
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.apiKey = apiKey
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            apiKey = try reader.int16()
            minVersion = try reader.int16()
            maxVersion = try reader.int16()
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int16(apiKey)
            writer.int16(minVersion)
            writer.int16(maxVersion)
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }

    package struct SupportedFeatureKey: WireElement {
        package static var minimumSize: Int { 6 }

        package var name: String = ""
        package var minVersion: Int16 = 0
        package var maxVersion: Int16 = 0

        package init() {}

        package init(
            name: String = "",
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.name = name
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            minVersion = try reader.int16()
            maxVersion = try reader.int16()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            writer.int16(minVersion)
            writer.int16(maxVersion)
            writer.unsignedVarint(0)
        }
    }

    package struct FinalizedFeatureKey: WireElement {
        package static var minimumSize: Int { 6 }

        package var name: String = ""
        package var maxVersionLevel: Int16 = 0
        package var minVersionLevel: Int16 = 0

        package init() {}

        package init(
            name: String = "",
            maxVersionLevel: Int16 = 0,
            minVersionLevel: Int16 = 0
        ) {
            self.name = name
            self.maxVersionLevel = maxVersionLevel
            self.minVersionLevel = minVersionLevel
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            maxVersionLevel = try reader.int16()
            minVersionLevel = try reader.int16()
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            writer.int16(maxVersionLevel)
            writer.int16(minVersionLevel)
            writer.unsignedVarint(0)
        }
    }
}
