// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AlterReplicaLogDirs (API 34), versions 0 to 2, flexible from 2 on.
package struct AlterReplicaLogDirsRequest: RequestMessage {
    package typealias Response = AlterReplicaLogDirsResponse
    package static var apiKey: APIKey { .alterReplicaLogDirs }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var dirs: [AlterReplicaLogDir] = []

    package init() {}

    package init(
        dirs: [AlterReplicaLogDir] = []
    ) {
        self.dirs = dirs
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        dirs = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "AlterReplicaLogDirsRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.array(dirs, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct AlterReplicaLogDir: WireElement {
        package static var minimumSize: Int { 3 }

        package var path: String = ""
        package var topics: [AlterReplicaLogDirTopic] = []

        package init() {}

        package init(
            path: String = "",
            topics: [AlterReplicaLogDirTopic] = []
        ) {
            self.path = path
            self.topics = topics
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            path = try reader.string(compact: flexible)
            topics = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(path, compact: flexible)
            try writer.array(topics, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct AlterReplicaLogDirTopic: WireElement {
        package static var minimumSize: Int { 3 }

        package var name: String = ""
        package var partitions: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [Int32] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            name = try reader.string(compact: flexible)
            partitions = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(name, compact: flexible)
            try writer.array(partitions, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
