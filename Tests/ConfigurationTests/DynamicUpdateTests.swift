import Configuration
import Testing

@Suite struct DynamicUpdateTests {
    @Test(
        arguments: [
            (["log.cleaner.threads": "2"], false, nil), (["num.io.threads": "16"], true, nil),
            (
                ["broker.rack": "x"], false,
                "Cannot update these configs dynamically: Set(broker.rack)"
            ),
            (
                ["listeners": "PLAINTEXT://:1"], true,
                "Cannot update these configs at default cluster level, broker id must be specified: Set(listeners)"
            ),
            (
                ["background.threads": "0"], false,
                "Invalid value 0 for configuration background.threads: Value must be at least 1"
            ),
            (
                ["num.io.threads": "17"], false,
                "Dynamic thread count update validation failed for num.io.threads=17: value should not be greater than double the current value 8"
            ),
            (
                ["num.io.threads": "3"], false,
                "Dynamic thread count update validation failed for num.io.threads=3: value should be at least half the current value 8"
            ),
            (["log.cleaner.threads": "2"], true, nil),
            (["log.cleaner.threads": "0"], true, "Log cleaner threads should be at least 1"),
            (
                ["log.cleaner.threads": "3"], true,
                "Log cleaner threads cannot be increased to more than double the current value 1"
            ),
            (["custom.plugin.setting": "1"], true, nil),
        ] as [([String: String], Bool, String?)])
    func allowsWhatARunningBrokerCanChange(
        settings: [String: String], isClusterDefault: Bool, problem: String?
    ) throws {
        let layers = try BrokerConfigTests.config().layers
        #expect(
            DynamicUpdate.problem(
                with: settings, isClusterDefault: isClusterDefault, current: layers) == problem)
    }
}
