import Testing

@testable import Chaos

@Suite struct FaultPlanTests {
    private let shape = FaultPlan.Shape(brokers: 3, canCut: true)

    @Test func aSeedAlwaysGivesTheSamePlan() {
        #expect(plan(seed: 7) == plan(seed: 7))
    }

    @Test func seedsAndRoundsGiveDifferentPlans() {
        #expect(plan(seed: 7) != plan(seed: 8))
        #expect(plan(seed: 7, round: 0) != plan(seed: 7, round: 1))
    }

    @Test func noRoundRepeatsAStretchOfAnother() {
        var seen: Set<String> = []
        for round in 0..<60 {
            let lengths = plan(seed: 20_261_121, round: round).faults.map { "\($0.length)" }
            for pair in zip(lengths, lengths.dropFirst()) {
                #expect(seen.insert("\(pair)").inserted)
            }
        }
    }

    @Test func faultsBeginInOrderAndWithinTheRound() {
        for seed in 0..<100 {
            let begins = plan(seed: UInt64(seed)).faults.map(\.begin)
            #expect(begins == begins.sorted())
            #expect(!begins.isEmpty && begins.allSatisfy { $0 < .seconds(60) })
        }
    }

    @Test func theEnsembleIsLeftAloneOnceAServerOfItCameBack() {
        var hits = 0
        for seed in 0..<200 {
            // Rounds follow each other by three seconds and more, and end with their last fault.
            var isWhole = Duration.seconds(-FaultPlan.ensembleRest.components.seconds)
            var begin = Duration.zero
            for round in 0..<4 {
                let faults = plan(seed: UInt64(seed), round: round).faults
                for planned in faults where planned.fault.hitsEnsemble {
                    #expect(begin + planned.begin - isWhole >= FaultPlan.ensembleRest)
                    isWhole = begin + planned.end
                    hits += 1
                }
                begin += faults.map(\.end).max() ?? .zero
            }
        }
        #expect(hits > 200)
    }

    @Test func everyKindOfFaultIsDrawn() {
        let kinds = Set((0..<200).flatMap { plan(seed: UInt64($0)).faults.map(\.fault.kind) })
        #expect(kinds.count == 16)
    }

    @Test func withoutNamespacesNothingIsCut() {
        let shape = FaultPlan.Shape(brokers: 3, canCut: false)
        for seed in 0..<100 {
            let plan = FaultPlan.draw(
                seed: UInt64(seed), round: 0, shape, length: .seconds(60))
            #expect(plan.faults.allSatisfy { !$0.fault.needsCuts })
        }
    }

    @Test(arguments: [3, 4, 5]) func onlyBrokersThatExistAreHit(_ brokers: Int) {
        let shape = FaultPlan.Shape(brokers: brokers, canCut: true)
        var hit: Set<Int> = []
        for seed in 0..<100 {
            for planned in FaultPlan.draw(
                seed: UInt64(seed), round: 0, shape, length: .seconds(60)
            ).faults {
                switch planned.fault {
                case .kill(.broker(let id)), .pause(.broker(let id)): hit.insert(id)
                case .cut(.broker(let a), .broker(let b), _):
                    #expect(a != b)
                    hit.formUnion([a, b])
                default: break
                }
            }
        }
        #expect(hit == Set(1...brokers))
    }

    private func plan(seed: UInt64, round: Int = 0) -> FaultPlan {
        FaultPlan.draw(seed: seed, round: round, shape, length: .seconds(60))
    }
}
