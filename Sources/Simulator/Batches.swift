import ClusterSimulation
import Glibc
import Platform

/// Many seeds, a few in each process: tasks of simulated brokers that were killed wait for ever and can
/// be neither ended nor freed, so the memory of a run goes back with its process.
enum Batches {
    static let size: UInt64 = 50

    /// Runs all seeds up to the first that fails; returns the exit code.
    static func run(_ options: Options) -> Int32 {
        let begun = SystemClock().monotonic()
        var occurrences = Occurrences()
        var first = options.first
        let end = options.first + options.count
        while first < end {
            let count = min(size, end - first)
            let code = runBatch(first, count) { if !occurrences.take($0) { say($0) } }
            guard code == 0 else {
                say("\(first - options.first) good ones in batches before")
                return code
            }
            first += count
        }
        for kind in Occurrence.allCases { say("\(occurrences[kind]) x \(kind.rawValue)") }
        let milliseconds = max(1, (SystemClock().monotonic() - begun).wholeMilliseconds)
        let rate = Double(options.count * 100_000 / UInt64(milliseconds)) / 100
        say("\(options.count) seeds without a fault; \(rate) seeds per second")
        return 0
    }

    /// The exit code of a batch; 2 if it cannot be started. `take` gets its lines.
    private static func runBatch(_ first: UInt64, _ count: UInt64, _ take: (String) -> Void)
        -> Int32
    {
        // What was asked for comes first, so that the seeds of the batch win. All of it are options
        // that have been understood: names and numbers, nothing that a shell would take apart.
        let arguments =
            CommandLine.arguments.dropFirst()
            + ["--seed", "\(first)", "--seeds", "\(count)", "--batch"]
        let command = ([program()] + arguments).joined(separator: " ")
        guard let output = popen("exec \(command)", "r") else { return 2 }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        while case let length = getline(&line, &capacity, output), length > 0, let text = line {
            let bytes = UnsafeRawBufferPointer(start: text, count: length)
            take(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
        }
        if let line { free(line) }
        let status = pclose(output)
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 2
    }

    /// The path of this program, for the shell.
    private static func program() -> String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count)
        let text = String(
            decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}

extension Occurrences {
    /// Adds a line "N x KIND" of a batch; false if it is none.
    fileprivate mutating func take(_ line: String) -> Bool {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[1] == "x", let times = Int(parts[0]),
            let kind = Occurrence(rawValue: String(parts[2]))
        else { return false }
        add(kind, times)
        return true
    }
}
