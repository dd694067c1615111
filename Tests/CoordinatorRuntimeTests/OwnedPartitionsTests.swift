import CoordinatorRuntime
import KafkaModel
import Testing

@Suite struct OwnedPartitionsTests {
    @Test func aPartitionIsLoadedBeforeItIsActive() {
        var owned = OwnedPartitions()
        #expect(owned.phase(of: 0) == nil)
        let began1 = owned.beginLoading(0, epoch: 1)
        #expect(began1)
        #expect(owned.phase(of: 0) == .loading)
        #expect(owned.isAnyLoading)
        let finished2 = owned.finishLoading(0, epoch: 1)
        #expect(finished2)
        #expect(owned.phase(of: 0) == .active)
        #expect(owned.active == [0])
        #expect(!owned.isAnyLoading)
    }

    @Test(arguments: [0, 1] as [LeaderEpoch])
    func ordersOfAnOlderOrTheSameTermChangeNothing(epoch: LeaderEpoch) {
        var owned = OwnedPartitions()
        _ = owned.beginLoading(0, epoch: 1)
        _ = owned.finishLoading(0, epoch: 1)
        let before = owned
        let began3 = owned.beginLoading(0, epoch: epoch)
        #expect(!began3)
        #expect(owned == before)
    }

    @Test func whatWasLoadedForAnEarlierTermIsDropped() {
        var owned = OwnedPartitions()
        _ = owned.beginLoading(0, epoch: 1)
        _ = owned.resign(0, epoch: 1)
        _ = owned.beginLoading(0, epoch: 2)
        let finished4 = owned.finishLoading(0, epoch: 1)
        #expect(!finished4)
        #expect(owned.phase(of: 0) == .loading)
        let finished5 = owned.finishLoading(0, epoch: 2)
        #expect(finished5)
    }

    @Test func aLeaderThatGoesOnIntoANewTermHasNothingToLoad() {
        var owned = OwnedPartitions()
        _ = owned.beginLoading(0, epoch: 1)
        let again = owned.beginLoading(0, epoch: 2)
        #expect(!again)
        let finished = owned.finishLoading(0, epoch: 1)
        #expect(finished)
        let resignedTooLate = owned.resign(0, epoch: 1)
        #expect(!resignedTooLate)
        #expect(owned.phase(of: 0) == .active)
    }

    @Test func resigningStopsALoad() {
        var owned = OwnedPartitions()
        _ = owned.beginLoading(0, epoch: 1)
        let resigned6 = owned.resign(0, epoch: 2)
        #expect(resigned6)
        let finished7 = owned.finishLoading(0, epoch: 1)
        #expect(!finished7)
        #expect(owned.phase(of: 0) == nil)
        let began8 = owned.beginLoading(0, epoch: 2)
        #expect(!began8)
        let began9 = owned.beginLoading(0, epoch: 3)
        #expect(began9)
    }

    @Test func anOldResignationIsIgnoredAndOneWithoutATermIsNot() {
        var owned = OwnedPartitions()
        _ = owned.beginLoading(0, epoch: 5)
        let resigned10 = owned.resign(0, epoch: 4)
        #expect(!resigned10)
        #expect(owned.phase(of: 0) == .loading)
        let resigned11 = owned.resign(0, epoch: nil)
        #expect(resigned11)
        #expect(owned.phase(of: 0) == nil)
        let resigned12 = owned.resign(0, epoch: nil)
        #expect(!resigned12)
    }
}
