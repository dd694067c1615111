// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of UpdateFeatures (API 57), versions 0 to 1, flexible from 0 on.
package struct UpdateFeaturesRequest: RequestMessage {
    package typealias Response = UpdateFeaturesResponse
    package static var apiKey: APIKey { .updateFeatures }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var timeoutMs: Int32 = 60000
    package var featureUpdates: [FeatureUpdateKey] = []
    package var validateOnly: Bool = false

    package init() {}

    package init(
        timeoutMs: Int32 = 60000,
        featureUpdates: [FeatureUpdateKey] = [],
        validateOnly: Bool = false
    ) {
        self.timeoutMs = timeoutMs
        self.featureUpdates = featureUpdates
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        timeoutMs = try reader.int32()
        featureUpdates = try reader.array(version, compact: true)
        if version == 1 { validateOnly = try reader.bool() }
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "UpdateFeaturesRequest", field: "version", version: version) }
        writer.int32(timeoutMs)
        try writer.array(featureUpdates, version, compact: true)
        if version == 1 {
            writer.bool(validateOnly)
        } else if validateOnly {
            throw EncodeError(message: "UpdateFeaturesRequest", field: "validateOnly", version: version)
        }
        writer.unsignedVarint(0)
    }

    package struct FeatureUpdateKey: WireElement {
        package static var minimumSize: Int { 5 }

        package var feature: String = ""
        package var maxVersionLevel: Int16 = 0
        package var allowDowngrade: Bool = false
        package var upgradeType: Int8 = 1

        package init() {}

        package init(
            feature: String = "",
            maxVersionLevel: Int16 = 0,
            allowDowngrade: Bool = false,
            upgradeType: Int8 = 1
        ) {
            self.feature = feature
            self.maxVersionLevel = maxVersionLevel
            self.allowDowngrade = allowDowngrade
            self.upgradeType = upgradeType
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            feature = try reader.string(compact: true)
            maxVersionLevel = try reader.int16()
            if version == 0 { allowDowngrade = try reader.bool() }
            if version == 1 { upgradeType = try reader.int8() }
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(feature, compact: true)
            writer.int16(maxVersionLevel)
            if version == 0 {
                writer.bool(allowDowngrade)
            } else if allowDowngrade {
                throw EncodeError(message: "UpdateFeaturesRequest", field: "allowDowngrade", version: version)
            }
            if version == 1 {
                writer.int8(upgradeType)
            } else if upgradeType != 1 {
                throw EncodeError(message: "UpdateFeaturesRequest", field: "upgradeType", version: version)
            }
            writer.unsignedVarint(0)
        }
    }
}
