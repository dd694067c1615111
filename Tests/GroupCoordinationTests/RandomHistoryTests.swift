import Configuration
import GroupCoordination
import KafkaModel
import KafkaProtocol
import Scheduling
import TestSupport
import Testing

/// Histories drawn from a seed, with clients that come, go and misbehave, a log that fails, and
/// partitions that move. The group checks itself after every step.
@Suite struct RandomHistoryTests {
    private struct History {
        let scenario = Scenario(
            groups: GroupConfig(initialRebalanceDelay: .seconds(3), maximumSize: 6))
        var random: SeededRandom
        var joins: [Answer<JoinGroupResponse>] = []
        var syncs: [Answer<SyncGroupResponse>] = []
        var commits: [Answer<ErrorCode>] = []
        var epoch: LeaderEpoch = 1

        init(seed: UInt64) { random = SeededRandom(seed: seed) }

        mutating func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

        /// Somebody who has been told an id, of whatever generation.
        mutating func known() -> JoinGroupResponse? {
            let answered = joins.suffix(12).compactMap(\.value).filter { !$0.memberId.isEmpty }
            return answered.isEmpty ? nil : answered[pick(answered.count)]
        }

        mutating func step() {
            switch pick(32) {
            case 0: joins.append(scenario.join(version: pick(2) == 0 ? 3 : 9))
            case 1:
                let version: Int16 = pick(2) == 0 ? 8 : 9
                joins.append(scenario.join(instance: "i\(pick(3))", version: version))
            case 2...10: rejoin()
            case 11...19: sync()
            case 20...22: heartbeat()
            case 23: leave()
            case 24...25: commit()
            case 26...28: scenario.loop.advance(by: .seconds(pick(9)))
            case 29: scenario.log.fail(with: pick(4) == 0 ? .notEnoughReplicas : nil)
            case 30: pick(3) == 0 ? scenario.log.hold() : release()
            default: move()
            }
        }

        mutating func rejoin() {
            guard let member = known() else { return }
            let topics = pick(3) == 0 ? ["other"] : ["t"]
            joins.append(scenario.join(member.memberId, topics: topics))
        }

        mutating func sync() {
            let leader = joins.last { $0.value?.members.isEmpty == false }?.value
            guard let member = pick(2) == 0 ? leader : known() else { return }
            let assignments = Dictionary(
                member.members.map { ($0.memberId, "x") }, uniquingKeysWith: { $1 })
            syncs.append(
                scenario.sync(
                    member.memberId, generation: member.generationId, assignments: assignments))
        }

        mutating func heartbeat() {
            guard let member = known() else { return }
            _ = scenario.heartbeat(member.memberId, generation: member.generationId)
        }

        mutating func leave() {
            guard let member = known() else { return }
            _ = scenario.leave([(member.memberId, nil)])
        }

        mutating func commit() {
            let member = known()
            commits.append(
                scenario.commit(
                    Offset(pick(100)), member: member?.memberId ?? "",
                    generation: member?.generationId ?? -1))
        }

        mutating func release() {
            scenario.log.release()
            scenario.loop.run()
        }

        mutating func move() {
            guard pick(4) == 0 else { return }
            epoch = LeaderEpoch(epoch.rawValue + 1)
            let partition = scenario.partition(of: "g")
            if pick(2) == 0 { scenario.coordinator.resign(partition, epoch: epoch) }
            epoch = LeaderEpoch(epoch.rawValue + 1)
            scenario.coordinator.becomeLeader(of: partition, epoch: epoch)
            scenario.loop.run()
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func everyRequestIsAnsweredInTheEnd(seed: UInt64) {
        var history = History(seed: seed)
        for _ in 0..<600 { history.step() }
        history.scenario.log.fail(with: nil)
        history.release()
        history.scenario.loop.advance(by: .seconds(1000))
        #expect(history.joins.filter { $0.value == nil }.count == 0)
        #expect(history.syncs.filter { $0.value == nil }.count == 0)
        #expect(history.commits.filter { $0.value == nil }.count == 0)
        #expect(["Empty", "Dead"].contains(history.scenario.state()))
        #expect(history.joins.contains { $0.value?.errorCode == ErrorCode.none })
        #expect(history.syncs.contains { $0.value?.errorCode == ErrorCode.none })
    }

    /// What the next coordinator reads is what the last one knew.
    @Test(arguments: UInt64(100)..<110)
    func aReloadedGroupIsTheSame(seed: UInt64) {
        var history = History(seed: seed)
        for _ in 0..<300 {
            history.step()
            history.scenario.log.fail(with: nil)
            history.release()
        }
        guard history.scenario.state() == "Stable" || history.scenario.state() == "Empty" else {
            return
        }
        let reloaded = Scenario(log: history.scenario.log)
        #expect(reloaded.offset()?.offset == history.scenario.offset()?.offset)
        #expect(reloaded.state() == history.scenario.state() || reloaded.state() == "Dead")
    }

    /// The same seed makes the same history: no answer depends on the order of a hash table.
    @Test func aHistoryRepeatsItself() {
        let run = {
            var history = History(seed: 3)
            for _ in 0..<300 { history.step() }
            return history.joins.map { "\(String(describing: $0.value))" }
        }
        #expect(run() == run())
    }
}
