import Bytes
import KafkaModel
import KafkaProtocol
import Testing

/// Frames as real clients and brokers exchange them.
struct FrameTests {
    /// Metadata 4 of librdkafka for the topic `w1`.
    private static let metadata = "0003000400000002000772646b61666b61000000010002773101"
    /// ApiVersions 3 of librdkafka.
    private static let apiVersions =
        "0012000300000001000772646b61666b61000b6c696272646b61666b6106322e302e3200"

    @Test func aRequestFrameIsLengthHeaderAndBody() throws {
        let request = MetadataRequest(topics: [.init(name: "w1")])
        let frame = try request.frame(version: 4, correlationId: 2, clientId: "rdkafka")
        let expected = try hexadecimal(Self.metadata)
        #expect(frame.count == 1)
        #expect(frame.first?.inMemory?.array == [0, 0, 0, UInt8(expected.count)] + expected)
    }

    @Test func aFlexibleRequestHasItsClientIdInTheOldForm() throws {
        var reader = ByteReader(copying: try hexadecimal(Self.apiVersions))
        let header = try RequestHeader(fromFrame: &reader)
        let expected = RequestHeader(
            requestApiKey: 18, requestApiVersion: 3, correlationId: 1, clientId: "rdkafka")
        #expect(header == expected)
        let body = try ApiVersionsRequest(from: &reader, version: 3)
        #expect(
            body
                == ApiVersionsRequest(
                    clientSoftwareName: "librdkafka", clientSoftwareVersion: "2.0.2"))
        #expect(reader.isAtEnd)
    }

    @Test func theHeaderOfAVersionFromTheFutureIsRead() throws {
        var reader = ByteReader(copying: [0, 18, 0, 99, 0, 0, 0, 7, 0, 1, 0x63, 0, 5, 5])
        let header = try RequestHeader(fromFrame: &reader)
        #expect(header.requestApiVersion == 99 && header.clientId == "c")
        #expect(reader.remaining == 2)
    }

    @Test(arguments: [Int16(-1), 52, 55, 70, 32767])
    func anUnknownAPIIsAnError(key: Int16) {
        var writer = ByteWriter()
        writer.int16(key)
        writer.int64(0)
        var reader = ByteReader(writer.finish())
        #expect(throws: DecodeError.invalidValue("api key")) {
            _ = try RequestHeader(fromFrame: &reader)
        }
    }

    @Test func aResponseFrameIsReadBack() throws {
        let response = HeartbeatResponse(throttleTimeMs: 3, errorCode: .rebalanceInProgress)
        for version in HeartbeatResponse.validVersions {
            let frame = try response.frame(version: version, correlationId: 77)
            var reader = ByteReader(try #require(frame.first?.inMemory))
            #expect(try Int(reader.int32()) == reader.remaining)
            let (header, body) = try HeartbeatResponse.read(fromFrame: &reader, version: version)
            #expect(header.correlationId == 77)
            #expect(body.errorCode == .rebalanceInProgress && reader.isAtEnd)
        }
    }

    @Test func recordsInFilesStayThereAndCountInTheLength() throws {
        let region = FileLikeRegion([1, 2, 3, 4, 5])
        let response = FetchResponse(responses: [
            .init(topic: "t", partitions: [.init(records: .region(region))])
        ])
        let chunks = try response.frame(version: 12, correlationId: 1)
        #expect(chunks.contains(.region(region)))
        let bytes = try chunks.flatMap { chunk -> [UInt8] in
            switch chunk {
            case .bytes(let bytes): bytes.array
            case .region(let region): try region.contents().array
            }
        }
        var reader = ByteReader(copying: bytes)
        #expect(try Int(reader.int32()) == reader.remaining)
        let body = try FetchResponse.read(fromFrame: &reader, version: 12).body
        let records = body.responses.first?.partitions.first?.records
        #expect(records == .bytes(SharedBytes(copying: [1, 2, 3, 4, 5])))
    }

    @Test func recordsOfARequestShareTheMemoryOfTheFrame() throws {
        let records = SharedBytes(copying: [9, 8, 7])
        let request = ProduceRequest(topicData: [
            .init(name: "t", partitionData: [.init(index: 0, records: .bytes(records))])
        ])
        let frame = try #require(
            try request.frame(version: 9, correlationId: 0, clientId: nil).first?.inMemory)
        var reader = ByteReader(frame)
        _ = try reader.int32()
        _ = try RequestHeader(fromFrame: &reader)
        let decoded = try ProduceRequest(from: &reader, version: 9)
        let slice = try #require(decoded.topicData.first?.partitionData.first?.records?.inMemory)
        #expect(slice == records)
        #expect(slice.storage === frame.storage)
    }
}

private final class FileLikeRegion: ByteRegion {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    func contents() -> SharedBytes { SharedBytes(copying: bytes) }
}
