import BrokerClient
import Bytes
import Foundation
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

struct VersionNegotiationTests {
    @Test func theHighestCommonVersionIsTaken() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { request in
            if request.apiKey == .apiVersions {
                let keys: [ApiVersionsResponse.ApiVersion] = [
                    .init(apiKey: 12, minVersion: 1, maxVersion: 3),
                    .init(apiKey: 10, minVersion: 2, maxVersion: 99),
                    .init(apiKey: 11, minVersion: 50, maxVersion: 99),
                ]
                return try .answer(ApiVersionsResponse(apiKeys: keys), to: request)
            }
            return try .answer(HeartbeatResponse(), to: request)
        }
        let connection = try await network.connect(to: broker)
        _ = try await connection.send(HeartbeatRequest())
        #expect(broker.requests.last?.requestApiVersion == 3)
        #expect(try await connection.commonVersion(of: .findCoordinator) == 6)
        for key in [APIKey.joinGroup, .fetch] {
            await #expect(throws: BrokerClientError.unsupportedAPI(broker.address, key)) {
                _ = try await connection.commonVersion(of: key)
            }
        }
        #expect(broker.requests.count { $0.apiKey == .apiVersions } == 1)
        connection.close()
    }

    @Test func aBrokerThatRefusesTheVersionIsAskedAgain() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { request in
            if request.version <= 2 {
                return try .answer(
                    ApiVersionsResponse(apiKeys: SupportedVersions.all.apiVersions), to: request)
            }
            let refusal = ApiVersionsResponse(
                errorCode: .unsupportedVersion,
                apiKeys: [.init(apiKey: 18, minVersion: 0, maxVersion: 2)])
            return .frame(
                try refusal.frame(version: 0, correlationId: request.header.correlationId))
        }
        let connection = try await network.connect(to: broker)
        let answer = try await connection.apiVersions()
        #expect(answer.apiKeys == SupportedVersions.all.apiVersions)
        #expect(broker.requests.map(\.requestApiVersion) == [4, 2])
        connection.close()
    }

    @Test(
        .enabled(
            if: SharedFiles.golden("wire/api-versions.json") != nil,
            "no golden files beside the repository"))
    func theRecordedAnswersOfRealBrokersAreUnderstood() async throws {
        let path = try #require(SharedFiles.golden("wire/api-versions.json"))
        let json = try JSONSerialization.jsonObject(with: Data(SharedFiles.bytes(path)))
        // Kafka 3.9 answers version 4; Kafka 2.8 refuses it and answers version 2.
        let exchanges = try #require(json as? [[String: Any]])
        for (kafka, fetch) in [("3.9.0", Int16(17)), ("2.8.2", 12)] {
            let answers = exchanges.filter { $0["kafka"] as? String == kafka }
            let network = try TestNetwork()
            let bodies = try answerBodies(answers)
            let broker = try await FakeBroker(network) { request in
                guard let body = bodies[request.version] else { return .close }
                var writer = ByteWriter()
                writer.int32(Int32(body.count + 4))
                writer.int32(request.header.correlationId)
                writer.bytes(body)
                return .raw(writer.finish().array)
            }
            let connection = try await network.connect(to: broker)
            #expect(try await connection.commonVersion(of: .fetch) == fetch)
            connection.close()
        }
    }

    /// Recorded answers without their correlation id, by the version that was asked.
    private func answerBodies(_ exchanges: [[String: Any]]) throws -> [Int16: [UInt8]] {
        var bodies: [Int16: [UInt8]] = [:]
        for exchange in exchanges {
            guard let version = (exchange["request_version"] as? NSNumber)?.int16Value,
                let hex = exchange["response_hex"] as? String, bodies[version] == nil
            else { continue }
            let digits = Array(hex)
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(digits[$0...($0 + 1)]), radix: 16)
            }
            bodies[version] = Array(bytes.dropFirst(4))
        }
        return bodies
    }
}
