import Testing

@testable import Chaos

@Suite struct ChaosOptionsTests {
    @Test func optionsAreRead() throws {
        let options = try #require(
            ChaosOptions(
                ["--own-namespace", "--minutes", "60", "--seed", "9", "--brokers", "5", "--keep"]))
        #expect(options.length == .seconds(3600))
        #expect(options.seed == 9)
        #expect(options.brokers == 5)
        #expect(options.keeps && options.hasNamespace && !options.isCanary)
    }

    @Test(arguments: [
        ["--minutes"], ["--minutes", "0"], ["--minutes", "-1"], ["--brokers", "2"],
        ["--brokers", "6"], ["--minutes", "18446744073709551615"], ["--seed", "x"], ["--what"],
    ])
    func whatMakesNoSenseIsRefused(_ arguments: [String]) {
        #expect(ChaosOptions(arguments) == nil)
    }
}
