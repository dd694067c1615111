// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of OffsetFetch (API 9), versions 0 to 9, flexible from 6 on.
package struct OffsetFetchRequest: RequestMessage {
    package typealias Response = OffsetFetchResponse
    package static var apiKey: APIKey { .offsetFetch }
    package static var validVersions: ClosedRange<Int16> { 0...9 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var groupId: String = ""
    package var topics: [OffsetFetchRequestTopic]? = []
    package var groups: [OffsetFetchRequestGroup] = []
    package var requireStable: Bool = false

    package init() {}

    package init(
        groupId: String = "",
        topics: [OffsetFetchRequestTopic]? = [],
        groups: [OffsetFetchRequestGroup] = [],
        requireStable: Bool = false
    ) {
        self.groupId = groupId
        self.topics = topics
        self.groups = groups
        self.requireStable = requireStable
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 9 else { throw .unsupportedVersion(version) }
        let flexible = version >= 6
        if version <= 7 { groupId = try reader.string(compact: flexible) }
        if version <= 7 { topics = try reader.nullableArray(version, compact: flexible, allowed: version >= 2) }
        if version >= 8 { groups = try reader.array(version, compact: true) }
        if version >= 7 { requireStable = try reader.bool() }
        if version >= 6 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 9 else { throw EncodeError(message: "OffsetFetchRequest", field: "version", version: version) }
        let flexible = version >= 6
        if version <= 7 {
            try writer.string(groupId, compact: flexible)
        } else if !groupId.isEmpty {
            throw EncodeError(message: "OffsetFetchRequest", field: "groupId", version: version)
        }
        if version <= 7 {
            if !(version >= 2) && topics == nil { throw EncodeError(message: "OffsetFetchRequest", field: "topics", version: version) }
            try writer.nullableArray(topics, version, compact: flexible)
        } else if topics != [] {
            throw EncodeError(message: "OffsetFetchRequest", field: "topics", version: version)
        }
        if version >= 8 {
            try writer.array(groups, version, compact: true)
        } else if !groups.isEmpty {
            throw EncodeError(message: "OffsetFetchRequest", field: "groups", version: version)
        }
        if version >= 7 {
            writer.bool(requireStable)
        } else if requireStable {
            throw EncodeError(message: "OffsetFetchRequest", field: "requireStable", version: version)
        }
        if version >= 6 { writer.unsignedVarint(0) }
    }

    package struct OffsetFetchRequestTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitionIndexes: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 6
            name = try reader.string(compact: flexible)
            partitionIndexes = try reader.array(version, compact: flexible)
            if version >= 6 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 6
            try writer.string(name, compact: flexible)
            try writer.array(partitionIndexes, version, compact: flexible)
            if version >= 6 { writer.unsignedVarint(0) }
        }
    }

    package struct OffsetFetchRequestGroup: WireElement {
        package static var minimumSize: Int { 3 }

        package var groupId: String = ""
        package var memberId: String? = nil
        package var memberEpoch: Int32 = -1
        package var topics: [OffsetFetchRequestTopics]? = []

        package init() {}

        package init(
            groupId: String = "",
            memberId: String? = nil,
            memberEpoch: Int32 = -1,
            topics: [OffsetFetchRequestTopics]? = []
        ) {
            self.groupId = groupId
            self.memberId = memberId
            self.memberEpoch = memberEpoch
            self.topics = topics
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            groupId = try reader.string(compact: true)
            if version == 9 { memberId = try reader.nullableString(compact: true) }
            if version == 9 { memberEpoch = try reader.int32() }
            topics = try reader.nullableArray(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(groupId, compact: true)
            if version == 9 {
                try writer.nullableString(memberId, compact: true)
            }
            if version == 9 {
                writer.int32(memberEpoch)
            }
            try writer.nullableArray(topics, version, compact: true)
            writer.unsignedVarint(0)
        }
    }

    package struct OffsetFetchRequestTopics: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitionIndexes: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitionIndexes: [Int32] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            name = try reader.string(compact: true)
            partitionIndexes = try reader.array(version, compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(name, compact: true)
            try writer.array(partitionIndexes, version, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
