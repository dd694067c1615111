import Foundation
import KafkaModel
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Storage

/// A partition in two log directories.
struct TwinLogsTests {
    let fixture: DirectoriesFixture
    let partition = TopicPartition("topic", 0)

    init() throws { fixture = try DirectoriesFixture() }

    private func path(_ name: String) -> String { fixture.root.file(name) }

    private func names(_ directory: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: path(directory))) ?? []
        return all.filter { $0.hasPrefix("topic-") }.sorted()
    }

    /// Three records in d1, which fails, and one in d2, where the replica was made anew.
    private func madeAnew() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        try fixture.create(first).fill(3)
        first.fail(first.directories[0], "the disk is gone")
        try fixture.create(first).fill(1)
        #expect(names("d2") == ["topic-0"])
        fixture.kill(first)
    }

    @Test func `a log that was made anew while a directory was offline is the one`() async throws {
        try await madeAnew()
        let second = try await fixture.loaded(["d1", "d2"])
        let log = try #require(second.log(partition))
        #expect(log.logDirectory == path("d2"))
        #expect(log.offsets.end == 1)
        let stray = try #require(names("d1").first)
        #expect(names("d1").count == 1 && stray.hasSuffix("-stray"))
        #expect(
            FileManager.default.fileExists(atPath: path("d1/\(stray)/00000000000000000000.log")))
        let told = fixture.lines.lines.filter { $0.level == .warn }.map(\.message)
        #expect(told.contains { $0.contains("out of date") && $0.contains(path("d1/\(stray)")) })
    }

    @Test func `what was set aside is left alone from then on`() async throws {
        try await madeAnew()
        fixture.kill(try await fixture.loaded(["d1", "d2"]))
        let strays = names("d1")
        let third = try await fixture.loaded(["d1", "d2"])
        #expect(third.log(partition)?.logDirectory == path("d2"))
        #expect(names("d1") == strays)
    }

    @Test func `a start that sees all directories forgets which were offline`() async throws {
        let first = try await fixture.loaded(["d1", "d2"])
        first.fail(first.directories[0], "the disk is gone")
        _ = try fixture.create(first)
        let marker = NewLogMarker(directory: path("d2/topic-0"), LocalFileSystem())
        #expect(try marker.read() == [path("d1")])
        fixture.kill(first)
        _ = try await fixture.loaded(["d1", "d2"])
        #expect(try marker.read().isEmpty)
    }

    @Test func `a log without a word about the other directory speaks for nothing`() async throws {
        try await madeAnew()
        try NewLogMarker(directory: path("d2/topic-0"), LocalFileSystem()).write([path("d3")])
        let error = await #expect(throws: LogDirectoriesError.self) {
            try await fixture.loaded(["d1", "d2"])
        }
        let text = try #require(error).description
        #expect(text.contains(path("d1/topic-0")) && text.contains(path("d2/topic-0")))
        #expect(names("d1") == ["topic-0"] && names("d2") == ["topic-0"])
    }

    @Test func `of two that speak against each other none is taken`() async throws {
        try await madeAnew()
        try NewLogMarker(directory: path("d1/topic-0"), LocalFileSystem()).write([path("d2")])
        await #expect(throws: LogDirectoriesError.self) {
            try await fixture.loaded(["d1", "d2"])
        }
    }

    @Test(arguments: ["d1", "d2"])
    func `a log that was only begun gives way`(_ place: String) async throws {
        let first = try await fixture.loaded(["d0"])
        try fixture.create(first).fill(3)
        fixture.kill(first)
        let other = place == "d1" ? "d2" : "d1"
        for directory in ["d1", "d2"] {
            try FileManager.default.createDirectory(
                atPath: path(directory), withIntermediateDirectories: true)
        }
        try FileManager.default.moveItem(
            atPath: path("d0/topic-0"), toPath: path("\(other)/topic-0"))
        try FileManager.default.createDirectory(
            atPath: path("\(place)/topic-0"), withIntermediateDirectories: true)
        let second = try await fixture.loaded(["d1", "d2"])
        #expect(second.log(partition)?.logDirectory == path(other))
        #expect(second.log(partition)?.offsets.end == 3)
    }

    // MARK: Deleting what may be twice

    @Test func `a log in a directory that has failed is not deleted`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        _ = try fixture.create(directories)
        directories.fail(directories.directories[0], "the disk is gone")
        #expect(throws: LogError.offline(path: path("d1"))) {
            try directories.deleteLog(partition)
        }
        _ = try fixture.create(directories)
        #expect(throws: LogError.offline(path: path("d1"))) {
            try directories.deleteLog(partition)
        }
        #expect(names("d2").allSatisfy { $0.hasSuffix("-delete") })
    }

    @Test func `a directory that nobody could look into may hold what is to be deleted`()
        async throws
    {
        let root = fixture.root
        try root.write("d1", "not a directory")
        let directories = try await fixture.loaded(["d1", "d2"])
        #expect(throws: LogError.offline(path: path("d1"))) {
            try directories.deleteLog(partition)
        }
        // But not what was found elsewhere, and the order may be repeated.
        _ = try fixture.create(directories)
        try directories.deleteLog(partition)
        try directories.deleteLog(partition)
    }
}
