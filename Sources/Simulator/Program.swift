import ClusterSimulation
import Glibc
import Platform
import Simulation

/// Searches for a seed under which a simulated cluster breaks a promise: `bin/simulate`.
@main
struct Program {
    static func main() {
        guard let options = Options(CommandLine.arguments.dropFirst()) else {
            say(Options.usage)
            exit(2)
        }
        let clock = SystemClock()
        var occurrences = Occurrences()
        let begun = clock.monotonic()
        for (count, seed) in (options.first..<(options.first + options.count)).enumerated() {
            let report = run(seed, options)
            occurrences.add(report.occurrences)
            guard let failure = fault(of: seed, report, options) else { continue }
            say("seed \(seed) (after \(count) good ones): \(failure)")
            exit(1)
        }
        for kind in Occurrence.allCases { say("\(occurrences[kind]) x \(kind.rawValue)") }
        let milliseconds = max(1, (clock.monotonic() - begun).wholeMilliseconds)
        let rate = Double(
            options.count * (options.isQuick ? 1 : 2) * 100_000 / UInt64(milliseconds))
        say("\(options.count) seeds without a fault; \(rate / 100) runs per second")
    }

    /// What is wrong with a run, or shows in a second one; `nil` if nothing is.
    private static func fault(of seed: UInt64, _ report: SimulationReport, _ options: Options)
        -> String?
    {
        if let violation = report.violation {
            let events = report.lastEvents.suffix(options.events).map { "  \($0)\n" }.joined()
            return "\(violation)\nThe last events:\n\(events)"
        }
        if !options.isQuick, run(seed, options).digest != report.digest {
            return "two runs differ"
        }
        if options.isVerbose {
            say(
                "seed \(seed): digest \(report.digest), \(report.steps) steps, "
                    + "\(report.faults) faults, \(report.acknowledged) batches acknowledged")
        }
        return nil
    }

    private static func run(_ seed: UInt64, _ options: Options) -> SimulationReport {
        var shape = ClusterScenario.Shape()
        shape.canary = options.canary
        guard options.echoes else { return ClusterScenario(seed: seed, shape).run() }
        return ClusterScenario(seed: seed, shape) { say($0) }.run()
    }
}

/// Writes a line at once: a run that is ended from outside has said what it knew.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    bytes.withUnsafeBytes { _ = write(1, $0.baseAddress, $0.count) }
}

/// What the command line asks for.
struct Options {
    static let usage = """
        usage: bin/simulate [--seeds N] [--seed S] [--once] [--verbose] [--echo] [--events N]
          --seeds N   run N seeds (default 10), each twice, up to the first that fails
          --seed S    begin with seed S (default: drawn by chance)
          --once      run each seed once, without comparing digests
          --verbose   a line for each seed
          --echo      every event as it happens
          --events N  show the last N events of a failure (default 60)
          --canary C  break a rule on purpose, which must be found: one of
                      \(Canary.allCases.map(\.name).joined(separator: ", "))
        """

    var count: UInt64 = 10
    var first = SystemRandom().next() >> 16
    var isQuick = false
    var isVerbose = false
    var echoes = false
    var events = 60
    var canary: Canary?

    init?(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let option = rest.popFirst() {
            switch option {
            case "--once": isQuick = true
            case "--verbose": isVerbose = true
            case "--echo": echoes = true
            case "--canary":
                guard let canary = rest.popFirst().flatMap({ Canary(name: $0) }) else { return nil }
                self.canary = canary
            case "--seeds", "--seed", "--events":
                guard let number = rest.popFirst().flatMap({ UInt64($0) }), number < 1 << 48 else {
                    return nil
                }
                switch option {
                case "--seeds": count = number
                case "--seed": first = number
                default: events = Int(number)
                }
            default: return nil
            }
        }
    }
}
