/// Where a server of a test runs: at which address others find it, what takes its process there, and
/// where its files are.
package struct ProcessPlace: Sendable {
    /// An IPv4 address in decimals.
    package var address: String
    /// A command before the program's own, such as one that enters a network namespace. It must end
    /// in running the program in its own place (`exec`): signals go to it.
    package var entering: [String]
    /// A directory that outlives the process; by default one that does not.
    package var keptDirectory: String?

    package init(address: String, entering: [String] = [], keptDirectory: String? = nil) {
        self.address = address
        self.entering = entering
        self.keptDirectory = keptDirectory
    }

    /// The machine that the test runs on, as it is.
    package static let here = ProcessPlace(address: "127.0.0.1")

    func directory(_ label: String) throws -> TemporaryDirectory {
        try keptDirectory.map { try TemporaryDirectory(kept: $0) } ?? TemporaryDirectory(label)
    }

    func start(_ program: String, _ arguments: [String], environment: [String: String] = [:])
        throws -> SpawnedProcess
    {
        let command = entering + [program] + arguments
        return try SpawnedProcess(
            command[0], Array(command.dropFirst()), environment: environment)
    }
}
