import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

struct HeaderVersionTests {
    @Test(arguments: [
        (APIKey.controlledShutdown, Int16(0), Int16(0), Int16(0)),
        (.controlledShutdown, 1, 1, 0), (.controlledShutdown, 3, 2, 1),
        (.apiVersions, 2, 1, 0), (.apiVersions, 3, 2, 0), (.apiVersions, 99, 2, 0),
        (.produce, 8, 1, 0), (.produce, 9, 2, 1), (.saslHandshake, 1, 1, 0),
    ])
    func aHeaderGoesWithItsBody(key: APIKey, version: Int16, request: Int16, response: Int16) {
        #expect(HeaderVersion.request(key, version) == request)
        #expect(HeaderVersion.response(key, version) == response)
    }

    @Test(
        .enabled(
            if: SharedFiles.golden("messages/header-versions.tsv") != nil,
            "no golden files beside the repository"))
    func everyVersionOfEveryAPIHasTheHeadersOfKafka() throws {
        let path = try #require(SharedFiles.golden("messages/header-versions.tsv"))
        var seen = 0
        for line in try SharedFiles.text(path).split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count >= 5, let number = Int16(columns[0]),
                let key = APIKey(rawValue: number), let version = Int16(columns[2]),
                key.validVersions.contains(version)
            else { continue }
            #expect(HeaderVersion.request(key, version) == Int16(columns[3]), "\(line)")
            #expect(HeaderVersion.response(key, version) == Int16(columns[4]), "\(line)")
            seen += 1
        }
        #expect(seen == APIKey.allCases.reduce(0) { $0 + $1.validVersions.count })
    }
}
