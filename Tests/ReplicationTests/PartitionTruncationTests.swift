import Foundation
import KafkaModel
import Platform
import Storage
import TestSupport
import Testing

@testable import Replication

struct PartitionTruncationTests {
    let disk = WatchedFileSystem()

    /// A follower of broker 2 in epoch 2, which led before and has four records.
    private func follower() throws -> (TestReplica, Partition) {
        let replica = try TestReplica(1, fileSystem: disk)
        replica.order(leader: 1, epoch: 1, replicas: [1, 2])
        _ = try replica.produce(["a", "b", "c"], acks: .leader)
        _ = try replica.produce(["d"], acks: .leader)
        replica.order(leader: 2, epoch: 2, replicas: [1, 2])
        return (replica, try #require(replica.partition))
    }

    @Test func `a partition answers while its log is cut`() throws {
        let (replica, partition) = try follower()
        let answers = Lock<[Bool]>([])
        disk.watch { _ in
            if answers.withLock({ $0.contains(false) }) { return }
            let done = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                _ = partition.highWatermark
                _ = try? partition.readBounds(
                    isolation: .highWatermark, epoch: 2, onlyFromLeader: false)
                done.signal()
            }
            let isInTime = done.wait(timeout: .now() + 60) == .success
            answers.withLock { $0.append(isInTime) }
        }
        #expect(try partition.truncate(to: 3, epoch: 2))
        disk.watch(nil)
        let all = answers.withLock { $0 }
        #expect(!all.isEmpty && all.allSatisfy { $0 })
        #expect(try replica.values() == ["a", "b", "c"])
    }

    @Test func `no leadership begins while a log is cut`() throws {
        let (replica, partition) = try follower()
        let leads = DispatchSemaphore(value: 0)
        let early = Lock(false)
        disk.watch { [disk] _ in
            disk.watch(nil)
            Thread.detachNewThread {
                replica.order(leader: 1, epoch: 3, replicas: [1, 2])
                leads.signal()
            }
            // Long enough for one that does not wait.
            let isEarly = leads.wait(timeout: .now() + 0.2) == .success
            early.withLock { $0 = isEarly }
        }
        #expect(try partition.truncate(to: 3, epoch: 2))
        #expect(leads.wait(timeout: .now() + 60) == .success)
        #expect(early.withLock { !$0 })
        _ = try replica.produce(["e"], acks: .leader)
        #expect(try replica.values() == ["a", "b", "c", "e"])
    }
}
