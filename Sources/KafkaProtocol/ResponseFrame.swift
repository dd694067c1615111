import Bytes
import KafkaModel

extension ResponseMessage {
    /// The whole frame of the response: length, header and body. Records in files stay there; see
    /// `ByteWriter.chunks()`. `version` is that of the request.
    package func frame(version: Int16, correlationId: Int32) throws(EncodeError) -> [Payload] {
        var writer = ByteWriter()
        let start = writer.beginFrame()
        let header = ResponseHeader(correlationId: correlationId)
        try header.encode(to: &writer, version: HeaderVersion.response(Self.apiKey, version))
        try encode(to: &writer, version: version)
        writer.endFrame(start)
        return writer.chunks()
    }

    /// Reads header and body of a frame (behind its length) that answers a request of `version`.
    ///
    /// An ApiVersions answer to a version that the broker lacks comes in version 0, whatever was asked;
    /// see ``ApiVersionsResponse/init(answering:from:)``.
    package static func read(
        fromFrame reader: inout ByteReader, version: Int16
    ) throws(DecodeError) -> (header: ResponseHeader, body: Self) {
        let headerVersion = HeaderVersion.response(apiKey, version)
        let header = try ResponseHeader(from: &reader, version: headerVersion)
        return (header, try Self(from: &reader, version: version))
    }
}

extension ByteWriter {
    /// Leaves room for the length of a frame. Pass the result to ``endFrame(_:)``.
    package mutating func beginFrame() -> Int {
        let start = count
        precondition(start == memoryPosition, "a frame begins behind a file region")
        int32(0)
        return start
    }

    /// Fills in the length of the frame that began at `start`.
    package mutating func endFrame(_ start: Int) {
        patch(Int32(count - start - 4), at: start)
    }
}
