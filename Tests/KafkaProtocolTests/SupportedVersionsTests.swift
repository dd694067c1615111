import Foundation
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

struct SupportedVersionsTests {
    @Test func onlyServedAPIsAreThere() {
        let served = SupportedVersions(serving: [APIKey.metadata, .apiVersions, .produce])
        #expect(served.entries.map(\.key) == [.produce, .metadata, .apiVersions])
        #expect(served[.fetch] == nil && served[.consumerGroupDescribe] == nil)
        #expect(served.contains(.apiVersions, version: 4))
        #expect(!served.contains(.apiVersions, version: 5))
        #expect(!served.contains(.apiVersions, version: -1))
        #expect(!served.contains(.fetch, version: 4))
    }

    @Test func aRequestTypeAndItsKeyAgree() {
        for key in APIKey.allCases {
            #expect(key.requestType.apiKey == key)
            #expect(key.requestType.validVersions == key.validVersions)
            #expect(key.requestType.firstFlexibleVersion == key.firstFlexibleVersion)
        }
    }

    @Test(
        .enabled(
            if: SharedFiles.golden("wire/api-versions.json") != nil,
            "no golden files beside the repository"))
    func allIsWhatKafkaAdvertises() throws {
        let path = try #require(SharedFiles.golden("wire/api-versions.json"))
        let json = try JSONSerialization.jsonObject(with: Data(SharedFiles.bytes(path)))
        let exchanges = try #require(json as? [[String: Any]])
        let body = try #require(exchanges.first?["response"] as? [String: Any])
        let lines = try #require(body["apiKeys"] as? [[String: Any]])
        let expected = lines.map { line in
            ApiVersionsResponse.ApiVersion(
                apiKey: (line["apiKey"] as? NSNumber)?.int16Value ?? -1,
                minVersion: (line["minVersion"] as? NSNumber)?.int16Value ?? -1,
                maxVersion: (line["maxVersion"] as? NSNumber)?.int16Value ?? -1)
        }
        #expect(SupportedVersions.all.apiVersions == expected)
    }
}
