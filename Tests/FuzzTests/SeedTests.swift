import Bytes
import Compression
import Foundation
import FuzzTargets
import KafkaModel
import KafkaProtocol
import KafkaRecords
import TestSupport
import Testing

/// Where the fuzzer begins: well-formed inputs, made by our own encoders.
///
/// `UPDATE_CORPUS=1 swift test --filter SeedTests` writes them to `Tests/FuzzCorpus`, beside what was
/// found since.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["UPDATE_CORPUS"] == "1", "UPDATE_CORPUS is not set")
)
struct SeedTests {
    private func save(_ target: String, _ name: String, _ bytes: [UInt8]) throws {
        let folder = "\(SharedFiles.repositoryRoot)/Tests/FuzzCorpus/\(target)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/seed-\(name)"))
    }

    // MARK: Protocol

    @Test func `a request and a response of each API`() throws {
        for type in allMessageTypes {
            if let type = type as? any RequestMessage.Type {
                let bytes = try Self.request(type)
                try save("request", "\(type)", bytes)
            }
            if let type = type as? any ResponseMessage.Type {
                try save("response", "\(type)", try Self.response(type))
            }
        }
    }

    private static func request<M: RequestMessage>(_ type: M.Type) throws -> [UInt8] {
        let frame = try M().frame(
            version: M.validVersions.upperBound, correlationId: 1, clientId: "client")
        return Array(frame.flatMap { $0.inMemory?.array ?? [] }.dropFirst(4))
    }

    private static func response<M: ResponseMessage>(_ type: M.Type) throws -> [UInt8] {
        let version = M.validVersions.upperBound
        var writer = ByteWriter()
        writer.int16(M.apiKey.rawValue)
        writer.int16(version)
        let frame = try M().frame(version: version, correlationId: 1)
        return writer.finish().array + frame.flatMap { $0.inMemory?.array ?? [] }.dropFirst(4)
    }

    @Test func `records of consumer groups`() throws {
        let key: [UInt8] = [0, 1, 0, 1, 103, 0, 1, 116, 0, 0, 0, 3]
        var writer = ByteWriter()
        writer.int16(3)
        try OffsetCommitValue(offset: 7, metadata: "m", commitTimestamp: 9)
            .encode(to: &writer, version: 3)
        try save("group-record", "offset", [0, 12] + key + writer.finish().array)
        writer = ByteWriter()
        writer.int16(3)
        try GroupMetadataValue(protocolType: "consumer", generation: 1)
            .encode(to: &writer, version: 3)
        try save("group-record", "group", [0, 5, 0, 2, 0, 1, 103] + writer.finish().array)
    }

    // MARK: Records

    private static func batch(
        _ codec: CompressionType = .none, offset: Int64 = 0, producer: Int64 = -1,
        isControl: Bool = false
    ) throws -> [UInt8] {
        var header = RecordBatchHeader()
        header.baseOffset = Offset(offset)
        header.producerID = ProducerID(producer)
        header.producerEpoch = producer < 0 ? -1 : 0
        header.baseSequence = producer < 0 ? -1 : Int32(offset)
        header.partitionLeaderEpoch = 0
        header.attributes = RecordBatchAttributes(
            compression: codec, isTransactional: producer >= 0, isControl: isControl)
        var builder = RecordBatchBuilder(header)
        for number: Int64 in 0..<3 {
            builder.append(
                timestamp: 1_600_000_000_000 + number, key: SharedBytes(copying: [0, 0, 0, 0]),
                value: SharedBytes(copying: [0, 0, 0, 0, 0, UInt8(number)]))
        }
        return try builder.finish().array
    }

    private static func legacy(_ magic: Int8, _ codec: CompressionType) throws -> [UInt8] {
        var reader = RecordBatchReader(SharedBytes(copying: try batch()))
        let records = try reader.next()?.records() ?? []
        return try LegacyMessageSet.encode(records, magic: magic, compression: codec).array
    }

    @Test func `batches and message sets with each codec`() throws {
        for codec in CompressionType.allCases {
            let text = Array(String(repeating: "needletail ", count: 20).utf8)
            let compressed = try codec.compress(SharedBytes(copying: text)).array
            if codec != .none { try save(codec.name, "text", compressed) }
            var sets = [("2", try Self.batch(codec))]
            if codec != .zstd {
                sets.append(("1", try Self.legacy(1, codec)))
                if codec != .none { sets.append(("0", try Self.legacy(0, codec))) }
            }
            for (magic, bytes) in sets {
                let name = "\(codec)-\(magic)"
                try save("compaction", name, [17, 0, 1] + bytes)
                try save("record-batch", name, [1] + bytes)
                try save("validation", name, [28, 9, 1] + bytes)
                try save("down-conversion", name, [1, 0, 1] + bytes)
            }
        }
        try save(
            "validation", "marker",
            [64 + 28, 0, 1] + (try Self.batch(producer: 1, isControl: true)))
        let aborted = try Self.batch(producer: 1) + Self.batch(offset: 3, producer: 1)
        try save("compaction", "aborted", [16 + 7, 6, 0, 6, 3, 1] + aborted)
        try save("control-record", "abort", [0, 4, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0])
    }

    // MARK: Storage

    @Test func `the files of a log`() throws {
        func piece(_ kind: UInt8, _ base: UInt8, _ bytes: [UInt8]) -> [UInt8] {
            [kind, base, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
        }
        let first = try Self.batch(producer: 1) + Self.batch(offset: 3, producer: 1)
        let second = try Self.batch(offset: 6) + Self.batch(.lz4, offset: 9)
        let log = piece(0, 0, first) + piece(1, 6, second)
        try save("segment-recovery", "two-segments", [8] + log)
        try save("segment-recovery", "clean", [9] + log)
        try save("segment-recovery", "recovery-point", [8 + 2, 3] + log)
        let index: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 0]
        let time: [UInt8] = [0, 0, 1, 0x74, 0x87, 0x6E, 0x80, 2, 0, 0, 0, 2]
        let aborted: [UInt8] =
            [0, 0] + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0, 0, 5]
            + [0, 0, 0, 0, 0, 0, 0, 8] + [0, 0, 0, 0, 0, 0, 0, 9]
        try save(
            "segment-recovery", "indexes",
            [9] + log + piece(2, 0, index) + piece(3, 0, time) + piece(4, 0, aborted))
        try save("segment-recovery", "swap", [8] + log + piece(6, 0, first))
        try save(
            "offset-index", "entries",
            index + [0, 0, 0, 9, 0, 0, 1, 0] + [UInt8](repeating: 0, count: 16))
        try save("time-index", "entries", time)
        try save("transaction-index", "entry", aborted)
        let snapshot: [UInt8] =
            [0, 1, 0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 5]
            + [UInt8](repeating: 0, count: 24) + [UInt8](repeating: 0xFF, count: 8)
        try save("producer-snapshot", "entry", snapshot)
        let files: [(UInt8, [UInt8])] = [
            (0, first), (1, index), (2, time), (3, aborted), (4, snapshot),
        ]
        for (kind, bytes) in files {
            try save(
                "dump-log", "\(kind)",
                [3, kind, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes + first)
        }
    }

    // MARK: Text

    @Test func `texts`() throws {
        let texts = [
            ("offset-checkpoint", "0\n2\ntopic 0 7\nother-topic 12 0\n"),
            ("epoch-checkpoint", "0\n2\n0 0\n5 100\n"),
            ("partition-metadata", "version: 0\ntopic_id: 8cRJDKtiT4ubWWMZnGBMfw"),
            ("meta-properties", "#\nversion=0\nbroker.id=1\ncluster.id=Ds_jZ1bRQLyp0_tu5qe-xw\n"),
            ("file-names", "00000000000000000035.log.deleted"),
            ("connect-string", "zk1:2181,[::1]:2182/kafka/a"),
            ("config-path", "users/a%20b/clients/<default>"),
            ("properties", "# note\na.b = c\\\n  d\nlisteners=PLAINTEXT\\://\\u0041:9092\nx:\n"),
            ("json", #"{"a":[1,-2.5e3,"x\u00e9\n",true,null],"a":{}}"#),
        ]
        for (target, text) in texts { try save(target, "text", Array(text.utf8)) }
        try save(
            "file-names", "directory", Array("a-b-7.0123456789abcdef0123456789abcdef-delete".utf8))
        try save("fetch-sessions", "two", [0, 6, 0, 0, 1, 2, 3, 1, 1, 0, 5, 1, 1, 0, 9, 2, 1, 1])
        for (number, text) in Self.znodes.enumerated() {
            try save("znode", "\(number)", [UInt8(number)] + Array(text.utf8))
        }
    }

    /// In the order of the target's kinds.
    private static let znodes = [
        #"{"version":5,"host":"h","port":9092,"jmx_port":-1,"timestamp":"1","endpoints":["PLAINTEXT://h:9092"],"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},"rack":"r","features":{},"tags":{}}"#,
        #"{"version":"1","id":"Ds_jZ1bRQLyp0_tu5qe-xw"}"#,
        #"{"version":2,"entity_path":"topics/t"}"#,
        #"{"version":1,"config":{"retention.ms":"1"}}"#,
        "12",
        #"{"version":2,"brokerid":1,"timestamp":"5","kraftControllerEpoch":-1}"#,
        #"{"version":2,"status":1,"features":{"metadata.version":14}}"#,
        #"{"version":1,"broker":3,"event":1}"#,
        #"{"version":1,"partitions":[{"topic":"t","partition":0}]}"#,
        #"{"controller_epoch":1,"leader":1,"version":1,"leader_epoch":2,"isr":[1,2]}"#,
        #"{"version":1,"broker":1,"block_start":"0","block_end":"999"}"#,
        #"{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1,2]}]}"#,
        #"{"removing_replicas":{},"partitions":{"0":[1,2],"1":[2,1]},"topic_id":"8cRJDKtiT4ubWWMZnGBMfw","adding_replicas":{"0":[2]},"version":3}"#,
    ]
}
