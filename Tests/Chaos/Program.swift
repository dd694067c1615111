import Foundation
import TestSupport

/// Kills, pauses and cuts off real processes while records are written, and looks for broken promises:
/// `bin/chaos`. docs/TESTING.md tells more.
@main
struct Program {
    static func main() async {
        guard let options = ChaosOptions(CommandLine.arguments.dropFirst()) else {
            say(ChaosOptions.usage)
            exit(2)
        }
        endOnSignals()
        let seed = options.seed ?? UInt64.random(in: 0..<1 << 48)
        let directory =
            options.directory
            ?? "\(FileManager.default.temporaryDirectory.path)/needletail-chaos-\(seed)"
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            let report = try await ChaosRun(options, seed: seed, directory: directory).run()
            for line in report.lines { say(line) }
            finish(report, options, directory)
        } catch {
            say("the run failed: \(error)\nfiles in \(directory)")
            exit(2)
        }
    }

    private static func finish(
        _ report: ChaosReport, _ options: ChaosOptions, _ directory: String
    ) -> Never {
        let isFine = options.isCanary ? report.count(.lost) > 0 : report.violations.isEmpty
        if options.isCanary {
            say(isFine ? "the canary was found" : "the canary was NOT found")
        }
        if isFine && !options.keeps {
            try? FileManager.default.removeItem(atPath: directory)
        } else {
            say("files in \(directory)")
        }
        exit(isFine ? 0 : 1)
    }

    /// Ends in order when it is told to: children and namespaces go with this process, however it ends.
    private static func endOnSignals() {
        var signals = terminations()
        // Threads that start from now on have the same mask.
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Thread.detachNewThread {
            var signals = terminations()
            var number: Int32 = 0
            sigwait(&signals, &number)
            exit(128 + number)
        }
    }

    private static func terminations() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }
}
