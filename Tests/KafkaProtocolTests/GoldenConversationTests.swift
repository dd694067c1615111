import Bytes
import Foundation
import KafkaModel
import KafkaProtocol
import MessageGenerator
import TestSupport
import Testing

/// Frames that real brokers and clients exchanged.
@Suite(.enabled(if: SharedFiles.golden("wire") != nil, "no golden files beside the repository"))
struct GoldenConversationTests {
    static let files: [String] = {
        guard let root = SharedFiles.golden("wire") else { return [] }
        return SharedFiles.names(root).flatMap { folder in
            SharedFiles.names("\(root)/\(folder)").filter { $0.hasSuffix(".jsonl") }
                .map { "\(folder)/\($0)" }
        }
    }()

    @Test(arguments: files)
    func everyFrameDecodesToItsJSONAndBack(_ file: String) throws {
        let path = try #require(SharedFiles.golden("wire/\(file)"))
        for line in try SharedFiles.text(path).split(separator: "\n").dropFirst() {
            guard let frame = try RecordedFrame(line) else { continue }
            try check(frame, "\(file) at \(frame.time)")
        }
    }

    private func check(_ frame: RecordedFrame, _ place: String) throws {
        let name = "\(frame.name)\(frame.isRequest ? "Request" : "Response")"
        let message = try #require(DefinedMessage.named(name))
        let key = try #require(APIKey(rawValue: frame.key))
        var reader = ByteReader(copying: frame.bytes)
        let header: any WireMessage
        let headerVersion: Int16
        if frame.isRequest {
            let request = try RequestHeader(fromFrame: &reader)
            #expect(request.apiKey == key && request.requestApiVersion == frame.version)
            #expect(request.correlationId == frame.correlation && request.clientId == frame.client)
            header = request
            headerVersion = HeaderVersion.request(key, frame.version)
        } else {
            headerVersion = HeaderVersion.response(key, frame.version)
            let response = try ResponseHeader(from: &reader, version: headerVersion)
            #expect(response.correlationId == frame.correlation)
            header = response
        }
        // An old broker refuses a new version of ApiVersions in version 0.
        let isRefusal = !frame.isRequest && key == .apiVersions && reader.isRefusal
        let version = isRefusal ? 0 : frame.version
        let body = try message.type.init(from: &reader, version: version)
        #expect(reader.remaining == frame.surplus, "\(place)")
        if let json = frame.json {
            let expected = try WireValue(
                json: json, fields: message.definition.fields, of: message.definition,
                version: Int(version))
            #expect(try message.fields(of: body, version: version) == expected, "\(place)")
        }
        let again = try header.bytes(version: headerVersion) + body.bytes(version: version)
        #expect(again == Array(frame.bytes.dropLast(frame.surplus)), "\(place)")
    }
}

extension ByteReader {
    /// Whether the body begins with the error of an unsupported version.
    fileprivate var isRefusal: Bool {
        var copy = self
        return (try? copy.int16()) == ErrorCode.unsupportedVersion.rawValue
    }
}

/// A request or response of a recorded conversation.
private struct RecordedFrame {
    let time: Double
    let name: String
    let key: Int16
    let version: Int16
    let correlation: Int32
    let client: String?
    let isRequest: Bool
    let bytes: [UInt8]
    /// `nil` where the recording left it out to save space.
    let json: Any?
    /// Bytes behind the body, which brokers ignore.
    let surplus: Int

    /// `nil` for lines that tell something else.
    init?(_ line: Substring) throws {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let members = object as? [String: Any], let kind = members["kind"] as? String,
            kind == "request" || kind == "response", let name = members["name"] as? String,
            let hex = members["hex"] as? String
        else { return nil }
        func number(_ field: String) -> NSNumber { members[field] as? NSNumber ?? 0 }
        time = number("t").doubleValue
        self.name = name
        key = number("api").int16Value
        version = number("version").int16Value
        correlation = number("correlation").int32Value
        client = members["client"] as? String
        isRequest = kind == "request"
        bytes = try hexadecimal(hex)
        // Where the content equals that of an earlier line, it is given in part only.
        json = members["json_rest_same_as_earlier"] == nil ? members["json"] : nil
        if let text = members["left_over"] as? String {
            surplus = text.utf8.count / 2
        } else {
            surplus = number("left_over").intValue
        }
    }
}
