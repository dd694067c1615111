import Bytes
import KafkaModel
import KafkaProtocol
import Testing

struct ApiVersionsRuleTests {
    @Test func anUnsupportedVersionIsAnsweredInVersionZero() throws {
        let answer = ApiVersionsResponse.unsupportedVersion(.all)
        // As Kafka 3.9 answers version 99: error 35, one line: 18, 0 to 4.
        #expect(try answer.bytes(version: 0) == hexadecimal("002300000001001200000004"))
    }

    @Test(arguments: [Int16(3), 4, 99])
    func aRefusalIsReadWhateverWasAsked(version: Int16) throws {
        let bytes = try ApiVersionsResponse.unsupportedVersion(.all).bytes(version: 0)
        var reader = ByteReader(copying: bytes)
        let answer = try ApiVersionsResponse(answering: version, from: &reader)
        #expect(answer.errorCode == .unsupportedVersion)
        #expect(answer.versions(of: .apiVersions) == 0...4)
        #expect(answer.versions(of: .produce) == nil)
    }

    @Test func anAnswerIsReadInTheVersionAsked() throws {
        let sent = ApiVersionsResponse(apiKeys: SupportedVersions.all.apiVersions)
        for version in ApiVersionsResponse.validVersions {
            var reader = ByteReader(copying: try sent.bytes(version: version))
            let answer = try ApiVersionsResponse(answering: version, from: &reader)
            #expect(answer == sent)
        }
    }

    @Test func aReversedRangeIsNoRange() {
        let answer = ApiVersionsResponse(apiKeys: [.init(apiKey: 0, minVersion: 3, maxVersion: 2)])
        #expect(answer.versions(of: .produce) == nil)
    }

    @Test(arguments: ["a", "librdkafka", "apache-kafka-java", "3.9.0", "a-.b", "Z9"])
    func aProperSoftwareNameIsAccepted(_ name: String) {
        let request = ApiVersionsRequest(clientSoftwareName: name, clientSoftwareVersion: name)
        #expect(request.hasValidSoftwareName)
    }

    @Test(arguments: ["", "-a", "a-", ".", "a b", "a_b", "ä", "a\u{0}"])
    func anythingElseIsNot(_ name: String) {
        #expect(
            !ApiVersionsRequest(clientSoftwareName: name, clientSoftwareVersion: "1")
                .hasValidSoftwareName)
        #expect(
            !ApiVersionsRequest(clientSoftwareName: "c", clientSoftwareVersion: name)
                .hasValidSoftwareName)
    }
}
