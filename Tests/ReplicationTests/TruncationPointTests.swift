import KafkaModel
import Replication
import Storage
import TestSupport
import Testing

@Suite struct TruncationPointTests {
    private typealias History = [(epoch: LeaderEpoch, start: Offset)]

    private func end(_ epoch: LeaderEpoch, _ history: History, _ logEnd: Offset) -> EpochEndOffset {
        guard let last = history.last, epoch <= last.epoch else { return .undefined }
        if epoch == last.epoch { return EpochEndOffset(epoch: epoch, endOffset: logEnd) }
        let after = history.first { $0.epoch > epoch }
        let found = history.last { $0.epoch <= epoch }?.epoch ?? epoch
        return EpochEndOffset(epoch: found, endOffset: after?.start ?? logEnd)
    }

    /// Two logs that grew from common beginnings are equal after asking until complete, and nothing
    /// that they had in common is lost.
    @Test func repeatedQuestionsFindWhereTwoLogsPart() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<3000 {
            var epoch: Int32 = 0
            var logEnd: Int64 = 0
            var common: History = []
            for _ in 0..<(random.next() % 4 + 1) {
                common.append((LeaderEpoch(epoch), Offset(logEnd)))
                epoch += Int32(random.next() % 3) + 1
                logEnd += Int64(random.next() % 5) + 1
            }
            let shared = logEnd
            func grow(_ parity: Int32) -> (History, Offset) {
                var history = common
                var end = shared
                var next = epoch
                for _ in 0..<(random.next() % 3) {
                    // Odd epochs on one side, even ones on the other: no epoch has two leaders.
                    next += 2 + (next % 2 == parity ? 0 : 1)
                    history.append((LeaderEpoch(next), Offset(end)))
                    end += Int64(random.next() % 4) + 1
                }
                return (history, Offset(end))
            }
            let (leader, leaderEnd) = grow(0)
            var (local, localEnd) = grow(1)
            for _ in 0..<20 {
                guard let latest = local.last?.epoch else { break }
                let told = end(min(latest, leader.last?.epoch ?? 0), leader, leaderEnd)
                let point = TruncationPoint.find(
                    leader: told, localEnd: { end($0, local, localEnd) }, logEnd: localEnd,
                    fallback: 0)
                localEnd = point.offset
                local.removeAll { $0.start >= localEnd }
                if point.isComplete { break }
            }
            #expect(localEnd >= Offset(shared) || localEnd <= leaderEnd)
            #expect(localEnd == Offset(shared))
        }
    }

    @Test func withoutAnAnswerTheLogIsCutAtTheHighWatermark() {
        let point = TruncationPoint.find(
            leader: .undefined, localEnd: { _ in .undefined }, logEnd: 20, fallback: 12)
        #expect(point == TruncationPoint(offset: 12, isComplete: true))
    }
}
