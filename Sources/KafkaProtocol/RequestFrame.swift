import Bytes
import KafkaModel

extension RequestHeader {
    /// The API that the request names; `nil` for a number that this broker could never serve.
    package var apiKey: APIKey? { APIKey(rawValue: requestApiKey) }

    /// Reads the header at the start of a frame (behind its length) and leaves the reader at the body.
    ///
    /// The version of the request need not exist: whether it is served is the caller's question. An
    /// unknown API is an error, since the form of its header cannot be known.
    package init(fromFrame reader: inout ByteReader) throws(DecodeError) {
        var start = reader
        guard let key = APIKey(rawValue: try start.int16()) else { throw .invalidValue("api key") }
        let version = try start.int16()
        try self.init(from: &reader, version: HeaderVersion.request(key, version))
    }
}

extension RequestMessage {
    /// The whole frame of the request: length, header and body.
    package func frame(
        version: Int16, correlationId: Int32, clientId: String?
    ) throws(EncodeError) -> [Payload] {
        let header = RequestHeader(
            requestApiKey: Self.apiKey.rawValue, requestApiVersion: version,
            correlationId: correlationId, clientId: clientId)
        var writer = ByteWriter()
        let start = writer.beginFrame()
        try header.encode(to: &writer, version: HeaderVersion.request(Self.apiKey, version))
        try encode(to: &writer, version: version)
        writer.endFrame(start)
        return writer.chunks()
    }
}
