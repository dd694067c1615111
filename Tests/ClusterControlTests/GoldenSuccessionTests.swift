import ClusterMetadata
import Foundation
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

@testable import ClusterControl

/// Recorded scenarios in which controllers follow each other, and those in which one has nothing to do.
@Suite(
    .enabled(
        if: GoldenScenario.path("kill9-broker") != nil, "no golden files beside the repository"),
    .simulatedTime)
struct GoldenSuccessionTests {
    @Test(arguments: GoldenCatalogue.successions)
    func controllersThatFollowEachOtherLeaveTheClusterAsKafkasDo(_ name: String) async throws {
        let succession = try await GoldenSuccession(name)
        try await succession.play()
        let differences = try succession.differences()
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: GoldenCatalogue.withoutWrites)
    func whereKafkasControllerWritesNothingOursDoesNot(_ name: String) async throws {
        let replay = try await GoldenReplay(name)
        #expect(replay.golden.controllerWrites == 0)
        try await replay.play(expectsWrites: false)
    }

    @Test(arguments: ["producer-id-block-3.9.0", "producer-id-next-block"])
    func blocksOfProducerIDsAreWrittenAsByKafka(_ name: String) async throws {
        let replay = try await GoldenReplay(name)
        let theirs = try #require(
            replay.golden.writes.map(\.text).first { $0.contains("/latest_producer_id_block ") })
        let after = try #require(replay.golden.after("/latest_producer_id_block"))
        let block = try ProducerIDBlockZNode(decoding: Array(after.utf8))
        let asking = try #require(try await replay.broker.store.broker(block.brokerID))
        let answer = await replay.controller.allocateProducerIDs(
            AllocateProducerIdsRequest(brokerId: asking.id, brokerEpoch: asking.epoch))
        #expect(answer.errorCode == .none)
        #expect(replay.server.writes == [theirs])
        await replay.broker.kill()
    }

    @Test func everyRecordedScenarioIsInTheCatalogueOnce() throws {
        let path = try #require(GoldenScenario.path("kill9-broker"))
        let folder = URL(filePath: path).deletingLastPathComponent()
        let recorded = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            .filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }
        let known =
            GoldenCatalogue.replayed + GoldenCatalogue.replayedByName + GoldenCatalogue.successions
            + GoldenCatalogue.withoutWrites + GoldenCatalogue.unconcerned.keys
        #expect(known.sorted() == recorded.sorted())
    }
}
