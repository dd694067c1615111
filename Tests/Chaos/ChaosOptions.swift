import TestSupport

/// What the command line of `bin/chaos` asks for.
struct ChaosOptions: Equatable, Sendable {
    static let usage = """
        usage: bin/chaos [--minutes N | --seconds N] [--seed S] [--brokers 3..5] [--partitions N]
                         [--rate N] [--canary] [--keep] [--directory DIR] [--loopback]
          --minutes N, --seconds N  how long there are faults (default: 5 minutes)
          --seed S       draws the faults (default: drawn by chance)
          --brokers N    3 to 5 (default 3)
          --partitions N partitions that are written to (default 6), with three replicas each
          --rate N       records a second of each of the four producers (default 100)
          --canary       brokers that were told to risk records, and faults that cost some: the exit
                         code is 0 if the checker finds lost records
          --keep         keeps logs and journals, as is always done after a violation
          --directory D  where they are (default: a new directory of /tmp)
          --loopback     no network namespaces: processes are killed and paused, nothing is cut off
        """

    var length = Duration.seconds(300)
    var seed: UInt64?
    var brokers = 3
    var partitions = 6
    var rate = 100
    var isCanary = false
    var keeps = false
    var directory: String?
    /// Whether the process is in a network namespace of its own: `bin/chaos` says so.
    var hasNamespace = false

    init?(_ arguments: some Sequence<String>) {
        var rest = Array(arguments)[...]
        while let option = rest.popFirst() {
            switch option {
            case "--canary": isCanary = true
            case "--keep": keeps = true
            case "--own-namespace": hasNamespace = true
            case "--loopback": hasNamespace = false
            case "--directory":
                guard let path = rest.popFirst(), !path.isEmpty else { return nil }
                directory = path
            case "--minutes", "--seconds", "--seed", "--brokers", "--partitions", "--rate":
                guard let number = rest.popFirst().flatMap({ UInt64($0) }),
                    set(option, number)
                else { return nil }
            default: return nil
            }
        }
    }

    private mutating func set(_ option: String, _ number: UInt64) -> Bool {
        if option == "--seed" {
            seed = number
            return true
        }
        // Nobody waits for more, and nothing overflows.
        guard let small = Int(exactly: number), (1...100_000).contains(small) else { return false }
        switch option {
        case "--minutes": length = .seconds(60 * small)
        case "--seconds": length = .seconds(small)
        case "--brokers":
            guard (3...5).contains(small) else { return false }
            brokers = small
        case "--partitions": partitions = small
        default: rate = small
        }
        return true
    }
}
