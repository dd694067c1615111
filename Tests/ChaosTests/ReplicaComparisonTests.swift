import Foundation
import TestSupport
import Testing

@testable import Chaos

@Suite struct ReplicaComparisonTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("replicas") }

    @Test func replicasOfEqualBytesAgreeHoweverTheyAreCut() throws {
        try write("1/chaos-0/00.log", "abcdef")
        try write("2/chaos-0/00.log", "abc")
        try write("2/chaos-0/03.log", "def")
        #expect(try difference() == nil)
    }

    @Test func aReplicaThatLacksBytesDiffers() throws {
        try write("1/chaos-0/00.log", "abcdef")
        try write("2/chaos-0/00.log", "abc")
        let difference = try #require(try difference())
        #expect(difference.hasSuffix("differ from byte 3 on"))
    }

    @Test func aReplicaWithAnotherByteDiffers() throws {
        try write("1/chaos-0/00.log", "abcdef")
        try write("2/chaos-0/00.log", "abXdef")
        let difference = try #require(try difference())
        #expect(difference.hasSuffix("differ from byte 2 on"))
    }

    @Test func brokersWithoutAReplicaAndOtherFilesAreLeftOut() throws {
        try write("1/chaos-0/00.log", "abcdef")
        try write("1/chaos-0/00.index", "1")
        try write("2/other-0/00.log", "x")
        #expect(try difference() == nil)
    }

    private func write(_ path: String, _ text: String) throws {
        let folder = (directory.file(path) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try directory.write(path, text)
    }

    private func difference() throws -> String? {
        try ReplicaComparison.difference(
            topic: "chaos", partitions: 1, logDirectories: ["1", "2"].map(directory.file))
    }
}
