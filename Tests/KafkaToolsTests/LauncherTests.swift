import TestSupport
import Testing

@testable import KafkaTools

/// The scripts under the names that operators know.
@Suite struct LauncherTests {
    private static let directory = "\(SharedFiles.repositoryRoot)/bin"
    private static let scripts = SharedFiles.names(directory).filter {
        $0.hasPrefix("kafka-") && $0.hasSuffix(".sh")
    }

    /// What a script runs: the words of its last line.
    private func lastLine(of script: String) throws -> [Substring] {
        let text = try SharedFiles.text("\(Self.directory)/\(script)")
        return text.split(separator: "\n").last?.split(separator: " ") ?? []
    }

    @Test func everyToolOfKafkaHasALauncher() throws {
        var launched: Set<String> = []
        for script in Self.scripts {
            let words = try lastLine(of: script)
            guard words.prefix(2) == ["launch", "needletail"] else { continue }
            #expect("kafka-\(words[2]).sh" == script)
            #expect(words.last == "\"$@\"")
            launched.insert(String(words[2]))
        }
        // Two are not tools of Kafka's.
        #expect(launched == Set(allTools.map(\.name)).subtracting(["controller", "log"]))
    }

    @Test func theBrokerIsStartedByItsLauncher() throws {
        #expect(
            try lastLine(of: "kafka-server-start.sh") == ["launch", "needletail-server", "\"$@\""])
    }

    @Test func theLastStepOfALaunchIsExec() throws {
        let text = try SharedFiles.text("\(Self.directory)/launch.inc.sh")
        let runs = text.split(separator: "\n").filter { $0.contains("\"$@\"") }
        #expect(runs.count == 2)
        #expect(runs.allSatisfy { $0.contains(" exec ") })
    }
}
