import Foundation
import TestSupport
import Testing

/// The unmodified Kafka clients that the tests run, as programs in `Clients`.
enum Client: String, CaseIterable, Sendable, CustomStringConvertible {
    case confluent
    case kafkaPython
    case kafkaPython202
    case aiokafka

    var description: String { rawValue }

    /// What the files of the client's programs begin with.
    private var prefix: String {
        switch self {
        case .confluent: "confluent"
        case .kafkaPython, .kafkaPython202: "kafka_python"
        case .aiokafka: "aiokafka"
        }
    }

    /// The virtual environment that `bin/install-packages test` has filled.
    private var environment: String {
        self == .kafkaPython202 ? ".venv-kafka-python-2.0.2" : ".venv"
    }

    var python: String { "\(SharedFiles.repositoryRoot)/\(environment)/bin/python" }

    func path(_ program: String) -> String {
        "\(SharedFiles.repositoryRoot)/Tests/IntegrationTests/Clients/\(prefix)_\(program).py"
    }

    /// Starts a program that goes on until its input is closed.
    func start(_ program: String, _ arguments: String...) throws -> SpawnedProcess {
        try SpawnedProcess(python, [path(program)] + arguments, hasInput: true)
    }

    /// Runs a program to its end; throws unless it succeeds.
    @discardableResult
    func run(_ program: String, _ arguments: String..., within limit: Duration = .seconds(120))
        async throws -> SpawnedProcess.Output
    {
        let output = try await SpawnedProcess.run(
            python, [path(program)] + arguments, within: limit)
        guard output.exit == .code(0) else {
            throw ProcessFailure(process: "\(self) \(program)", what: "failed", output: output)
        }
        return output
    }
}

/// All tests with real processes, one at a time: each keeps the two processors of a small machine busy.
@Suite(.serialized, .enabled(if: Prerequisites.areMet, Prerequisites.reason))
enum RealProcesses {}

/// What must be there before real processes can be tested.
enum Prerequisites {
    static let areMet = KafkaBroker.program != nil && environmentsExist
    static let reason: Comment =
        "needs needletail-server (swift build) and the clients (bin/install-packages test)"

    private static let environmentsExist = Client.allCases.allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0.python)
    }
}
