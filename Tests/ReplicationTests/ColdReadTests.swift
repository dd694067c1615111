import KafkaModel
import Replication
import Storage
import TestSupport
import Testing

/// Fetches of records that are not in memory.
@Suite(.timeLimit(.minutes(2))) struct ColdReadTests {
    let files = ColdFileSystem()
    let replica: TestReplica

    init() throws {
        replica = try TestReplica(1, fileSystem: files)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["a"], acks: .leader)
        _ = try replica.produce(["b"], acks: .leader)
        _ = replica.fetch(from: 2, by: 2)
    }

    /// Turns the loop until the fetch is answered.
    private func result(_ box: Box<[PartitionFetchResult]>) async throws -> PartitionFetchResult {
        while box.value == nil {
            replica.loop.run()
            try await Task.sleep(for: .milliseconds(1))
        }
        return try #require(box.value?.first)
    }

    private func waitForRead() async throws {
        try await wait { files.waiting > 0 }
    }

    @Test func `the loop does not wait for the disk`() async throws {
        files.freeze()
        let cold = replica.fetch(from: 0)
        try await waitForRead()
        replica.loop.run()
        #expect(cold.value == nil)
        // Nothing needs the disk here: there is no record yet.
        #expect(replica.fetch(from: 2).value?.first?.error == ErrorCode.none)
        files.thaw()
        let found = try await result(cold)
        #expect(try TestReplica.values(in: found.records) == ["a", "b"])
        #expect(cold.count == 1)
    }

    @Test func `a fetch that has waited for records waits for the disk too`() async throws {
        let fetch = replica.fetch(from: 2, maxWait: .seconds(10))
        files.freeze()
        _ = try replica.produce(["c"], acks: .leader)
        _ = replica.fetch(from: 3, by: 2)
        replica.loop.run()
        try await waitForRead()
        #expect(fetch.value == nil)
        files.thaw()
        let found = try await result(fetch)
        #expect(try TestReplica.values(in: found.records) == ["c"])
        replica.loop.advance(by: .seconds(20))
        #expect(fetch.count == 1)
    }

    @Test func `a deadline during a cold read brings one answer`() async throws {
        let fetch = replica.fetch(from: 2, maxWait: .seconds(1), minBytes: 100_000)
        files.freeze()
        _ = try replica.produce(["c"], acks: .leader)
        _ = replica.fetch(from: 3, by: 2)
        replica.loop.run()
        try await waitForRead()
        replica.loop.advance(by: .seconds(2))
        #expect(fetch.value == nil)
        files.thaw()
        let found = try await result(fetch)
        #expect(try TestReplica.values(in: found.records) == ["c"])
        replica.loop.advance(by: .seconds(20))
        #expect(fetch.count == 1)
    }

    @Test func `a follower's position counts before its records come from the disk`() async throws {
        _ = try replica.produce(["c"], acks: .leader)
        files.freeze()
        let fetch = replica.fetch(from: 0, by: 2)
        #expect(fetch.value == nil)
        files.thaw()
        let found = try await result(fetch)
        #expect(try TestReplica.values(in: found.records) == ["a", "b", "c"])
        #expect(replica.partition?.highWatermark == 2)
    }
}
