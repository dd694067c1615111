import Bytes
import KafkaModel
import KafkaProtocol

extension FuzzTarget {
    /// Frames: header and body of every API, as a broker and as a client reads them.
    static let wireTargets = [
        FuzzTarget("request") { input in
            var reader = ByteReader(input)
            guard let header = try? RequestHeader(fromFrame: &reader), let key = header.apiKey,
                let type = requests[key]
            else { return }
            check(type, reader, header.requestApiVersion)
        },
        // Two bytes of the API and two of the version stand in front of a response.
        FuzzTarget("response") { input in
            var reader = ByteReader(input)
            guard let number = try? reader.int16(), let version = try? reader.int16(),
                let key = APIKey(rawValue: number), let type = responses[key]
            else { return }
            let headerVersion = HeaderVersion.response(key, version)
            guard (try? ResponseHeader(from: &reader, version: headerVersion)) != nil else {
                return
            }
            check(type, reader, version)
        },
    ]

    private static let requests: [APIKey: any WireMessage.Type] = Dictionary(
        uniqueKeysWithValues: allMessageTypes.compactMap { type in
            (type as? any RequestMessage.Type).map { ($0.apiKey, type) }
        })

    private static let responses: [APIKey: any WireMessage.Type] = Dictionary(
        uniqueKeysWithValues: allMessageTypes.compactMap { type in
            (type as? any ResponseMessage.Type).map { ($0.apiKey, type) }
        })

    /// What was decoded can be encoded, and that is stable.
    static func check<M: WireMessage>(_ type: M.Type, _ reader: ByteReader, _ version: Int16) {
        var reader = reader
        guard let value = try? M(from: &reader, version: version) else { return }
        let once = encoded(value, version)
        var second = ByteReader(copying: once)
        guard let again = try? M(from: &second, version: version) else {
            preconditionFailure("\(type) \(version) does not read what it wrote")
        }
        requireEqual(once, encoded(again, version), "\(type) \(version)")
    }

    private static func encoded(_ value: some WireMessage, _ version: Int16) -> [UInt8] {
        var writer = ByteWriter()
        do throws(EncodeError) {
            try value.encode(to: &writer, version: version)
        } catch {
            preconditionFailure("what was decoded cannot be encoded: \(error)")
        }
        return writer.finish().array
    }
}
