import Configuration
import Foundation
import TestSupport
import Testing

@Suite struct ConfigReferenceTests {
    @Test func theReferencePageIsUpToDate() throws {
        let path = SharedFiles.repositoryRoot + "/docs/CONFIGURATION.md"
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] != nil {
            try Data(ConfigReference.page.utf8).write(to: URL(fileURLWithPath: path))
        }
        #expect(try SharedFiles.text(path) == ConfigReference.page)
    }

    @Test func everySettingHasARow() {
        let keys = BrokerConfigSchema.schema.keys + TopicConfigSchema.keys
        let rows = ConfigReference.page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.count == keys.count + 5)
    }
}
