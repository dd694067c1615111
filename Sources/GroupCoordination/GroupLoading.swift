import Configuration
import CoordinatorRuntime
import KafkaModel
import Scheduling
import Telemetry

/// Taking over and giving up partitions of the topic of offsets (group-and-transactions A1).
extension GroupShard {
    /// The broker leads the partition from this term on: reads its groups, then serves them. A leader
    /// that goes on into a new term, as it does whenever a follower fails, has them already.
    func becomeLeader(of partition: Int32, epoch: LeaderEpoch) {
        guard owned.beginLoading(partition, epoch: epoch) else { return }
        read(partition, epoch)
    }

    private func read(_ partition: Int32, _ epoch: LeaderEpoch) {
        let environment = environment
        environment.inBackground { [weak self] in
            let loader = CoordinatorLoader(
                environment.log, chunkBytes: environment.offsets.loadBufferBytes)
            var replay = GroupReplay()
            var failure: CoordinatorLogError?
            do throws(CoordinatorLogError) {
                let source = TopicPartition(TopicName.consumerOffsets, partition)
                try loader.load(source, into: &replay)
            } catch {
                failure = error
            }
            let (loaded, error) = (replay, failure)
            self?.performLater { shard in
                shard.finishLoading(partition, epoch, loaded, error)
            }
        }
    }

    private func finishLoading(
        _ partition: Int32, _ epoch: LeaderEpoch, _ replay: GroupReplay,
        _ error: CoordinatorLogError?
    ) {
        if let error {
            environment.logger.error(
                "groups of \(TopicName.consumerOffsets)-\(partition) are incomplete: \(error.code)")
        }
        guard owned.finishLoading(partition, epoch: epoch) else { return }
        for id in replay.groupIDs { install(id, from: replay) }
        // One broker may take over fifty partitions at once, most of them without a group.
        environment.logger.log(
            replay.groupIDs.isEmpty ? .debug : .info,
            "read \(replay.groupIDs.count) groups of \(TopicName.consumerOffsets)-\(partition)")
    }

    private func install(_ id: String, from replay: GroupReplay) {
        let group = ClassicGroup(id: id)
        if let metadata = replay.groups[id] { group.load(metadata) }
        if let offsets = replay.offsets[id] { group.offsets.load(offsets) }
        for (producer, transaction) in replay.openTransactions {
            if let offsets = transaction[id] { group.offsets.load(offsets, in: producer) }
        }
        groups[id] = group
        for member in group.orderedMembers { renewSession(member, of: group) }
        // The bound may have been lowered since.
        if group.size > environment.groups.maximumSize { prepareRebalance(group) }
        group.checkInvariants()
    }

    /// Another broker leads the partition from this term on; without a term its replica is gone.
    func resign(_ partition: Int32, epoch: LeaderEpoch?) {
        guard owned.resign(partition, epoch: epoch) else { return }
        giveUpGroups(of: partition)
    }

    private func giveUpGroups(of partition: Int32) {
        for id in groups.keys.sorted() where self.partition(of: id) == partition {
            guard let group = groups[id] else { continue }
            let members = group.orderedMembers
            bury(group)
            for member in members {
                member.answerJoin(JoinOutcome(.notCoordinator, memberID: member.id))
                member.answerSync(SyncOutcome(.notCoordinator))
            }
        }
    }
}
