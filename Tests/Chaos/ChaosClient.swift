import TestSupport

/// Programs of `Tests/IntegrationTests/Clients`.
enum ChaosClient {
    private static let python = "\(SharedFiles.repositoryRoot)/.venv/bin/python"

    private static func program(_ name: String, _ library: String = "confluent") -> String {
        "\(SharedFiles.repositoryRoot)/Tests/IntegrationTests/Clients/\(library)_\(name).py"
    }

    /// A client that ends when its input does.
    static func start(
        _ name: String, library: String = "confluent", _ arguments: [String]
    ) throws -> SpawnedProcess {
        // No file of compiled code beside the sources.
        try SpawnedProcess(
            python, ["-B", program("chaos_\(name)", library)] + arguments, hasInput: true)
    }

    /// A client that does one thing.
    static func finish(_ name: String, _ arguments: [String]) async throws {
        let output = try await SpawnedProcess.run(
            python, [program(name)] + arguments, within: .seconds(90))
        guard output.exit == .code(0) else {
            throw ProcessFailure(process: name, what: "failed", output: output)
        }
    }
}
