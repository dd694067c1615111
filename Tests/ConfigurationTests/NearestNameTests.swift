import Configuration
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("log.dir", "log.dirs", 1),
    ])
    func countsEdits(left: String, right: String, distance: Int) {
        #expect(NearestName.editDistance(left, right) == distance)
        #expect(NearestName.editDistance(right, left) == distance)
    }

    @Test(arguments: [
        ("log.retension.hours", "log.retention.hours"), ("zookeper.connect", "zookeeper.connect"),
        ("num.partition", "num.partitions"), ("brokerid", "broker.id"),
    ])
    func findsTheNameThatWasMeant(typed: String, meant: String) {
        #expect(NearestName.of(typed, among: BrokerConfigSchema.schema.keys.map(\.name)) == meant)
    }

    @Test func isSilentAboutNamesThatAreFarOff() {
        #expect(NearestName.of("frobnicate", among: ["log.dirs", "broker.id"]) == nil)
    }
}
