import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

struct CheckpointFileTests {
    let directory: TemporaryDirectory
    let fileSystem = LocalFileSystem()

    init() throws { directory = try TemporaryDirectory("checkpoint") }

    private func file(_ text: String) throws -> OffsetCheckpointFile {
        try directory.write("checkpoint", text)
        return OffsetCheckpointFile(path: directory.file("checkpoint"), fileSystem: fileSystem)
    }

    @Test func `entries come back as they were written`() throws {
        let file = OffsetCheckpointFile(path: directory.file("checkpoint"), fileSystem: fileSystem)
        let offsets: [TopicPartition: Offset] = [
            TopicPartition("a-b", 0): 100, TopicPartition("topic", 3): 7,
        ]
        try file.write(offsets)
        #expect(try file.read() == offsets)
    }

    @Test func `entries are written in the order of the partitions`() throws {
        let file = OffsetCheckpointFile(path: directory.file("checkpoint"), fileSystem: fileSystem)
        try file.write([TopicPartition("b", 1): 2, TopicPartition("a", 10): 3])
        #expect(try SharedFiles.text(directory.file("checkpoint")) == "0\n2\na 10 3\nb 1 2\n")
    }

    @Test func `a missing file has no entries`() throws {
        let file = OffsetCheckpointFile(path: directory.file("none"), fileSystem: fileSystem)
        #expect(try file.read() == [:])
    }

    @Test func `an empty file has no entries`() throws {
        #expect(try file("").read() == [:])
    }

    @Test(arguments: [
        "1\n0\n", "0\n2\na 0 1\n", "0\n1\na 0\n", "0\n1\na x 1\n", "0\n1\na 0 -5\n", "0\n",
        "x\n0\n",
        "0\n-1\n", "0\n1\na 0 99999999999999999999\n",
    ])
    func `a damaged file is an error`(text: String) throws {
        let file = try file(text)
        #expect(throws: LogError.self) { try file.read() }
    }

    @Test(.enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"))
    func `Kafka's checkpoints read as Kafka says`() throws {
        var compared = 0
        for version in ["3.9.0", "2.8.2"] {
            guard let truth = SharedFiles.golden("logs/\(version)/single.truth.jsonl") else {
                continue
            }
            let lines = try Truth(truth).kind("checkpoint")
            for line in lines {
                let path =
                    "\(truth.dropLast(".truth.jsonl".count))/\(line.text("dir") ?? "")/"
                    + (line.text("name") ?? "")
                let entries = line["entries"] as? [[Any]] ?? []
                let found = try OffsetCheckpointFile(path: path, fileSystem: fileSystem).read()
                #expect(found.count == entries.count)
                for entry in entries {
                    let partition = TopicPartition(
                        entry[0] as? String ?? "", Int32(entry[1] as? Int ?? -1))
                    #expect(found[partition] == Offset(entry[2] as? Int ?? -1))
                    compared += 1
                }
            }
        }
        #expect(compared > 20)
    }
}

struct PropertiesFileTests {
    let directory: TemporaryDirectory
    let fileSystem = LocalFileSystem()

    init() throws { directory = try TemporaryDirectory("properties") }

    @Test func `meta properties come back as they were written`() throws {
        let written = MetaProperties(brokerID: 3, clusterID: "Ds_jZ1bRQLyp0_tu5qe-xw")
        try written.write(directory: directory.path, fileSystem)
        #expect(try MetaProperties.read(directory: directory.path, fileSystem) == written)
    }

    @Test func `Kafka's meta properties are read`() throws {
        try directory.write(
            "meta.properties",
            "#\n#Sat Nov 21 09:10:47 UTC 2026\nbroker.id=1\nversion=0\ncluster.id=Ds_jZ1bRQLyp0_tu5qe-xw\n"
        )
        let found = try MetaProperties.read(directory: directory.path, fileSystem)
        #expect(found == MetaProperties(brokerID: 1, clusterID: "Ds_jZ1bRQLyp0_tu5qe-xw"))
    }

    @Test(arguments: ["version=1\nnode.id=1\n", "version=0\nbroker.id=x\n", "broker.id=-1\n"])
    func `meta properties of another kind are refused`(text: String) throws {
        try directory.write("meta.properties", text)
        #expect(throws: LogError.self) {
            try MetaProperties.read(directory: directory.path, fileSystem)
        }
    }

    @Test func `a fresh directory has no meta properties`() throws {
        #expect(try MetaProperties.read(directory: directory.path, fileSystem) == nil)
    }

    @Test func `the topic id comes back in Kafka's form`() throws {
        let id = try #require(UUID("IgQRVouuQUO5rpa200Zxzw"))
        let file = PartitionMetadataFile(directory: directory.path, fileSystem: fileSystem)
        try file.write(id)
        #expect(try file.read() == id)
        let text = try SharedFiles.text(directory.file("partition.metadata"))
        #expect(text == "version: 0\ntopic_id: IgQRVouuQUO5rpa200Zxzw")
    }

    @Test(arguments: [
        "version: 1\ntopic_id: IgQRVouuQUO5rpa200Zxzw", "version: 0\n", "topic_id", "",
        "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `a partition metadata file without a topic id is refused`(text: String) throws {
        try directory.write("partition.metadata", text)
        let file = PartitionMetadataFile(directory: directory.path, fileSystem: fileSystem)
        #expect(throws: LogError.self) { try file.read() }
    }

    @Test func `the marker of a clean stop is there until it is taken`() throws {
        let marker = CleanShutdownFile(directory: directory.path, fileSystem: fileSystem)
        #expect(try !marker.exists())
        try marker.write()
        #expect(try marker.exists())
        try marker.remove()
        #expect(try !marker.exists())
    }
}
