import Foundation
import Platform
import TestSupport

/// The members of the consumer group: clients that are killed and paused, too.
final class ChaosGroup: Sendable {
    static let size = 3
    private static let name = "chaos-group"
    /// The exit code of a member whose client was lost.
    private static let lostCode: Int32 = 3

    private let arguments: [String]
    private let directory: String
    private let members = Lock<[SpawnedProcess]>([])
    /// Members that a fault has killed.
    private let killed = Lock<Set<Int>>([])

    init(bootstrap: String, topic: String, partitions: Int, directory: String) throws {
        self.directory = directory
        arguments = [bootstrap, topic, "\(partitions)", Self.name]
        for number in 0..<Self.size {
            let member = try launch(number)
            members.withLock { $0.append(member) }
        }
    }

    private func launch(_ number: Int) throws -> SpawnedProcess {
        try ChaosClient.start("member", arguments + [journalPath(number)])
    }

    private func journalPath(_ number: Int) -> String { "\(directory)/member\(number).journal" }
    private func member(_ number: Int) -> SpawnedProcess { members.withLock { $0[number] } }

    func kill(_ number: Int) async throws {
        killed.withLock { _ = $0.insert(number) }
        try await member(number).destroy()
    }

    /// Starts a member that a fault has killed or that ended with a lost client.
    func start(_ number: Int) throws {
        let old = member(number)
        guard !old.isRunning else { return }
        let wasKilled = killed.withLock { $0.remove(number) != nil }
        guard wasKilled || old.soFar.exit == .code(Self.lostCode) else { return }
        let new = try launch(number)
        members.withLock { $0[number] = new }
    }

    func pause(_ number: Int) { member(number).send(signal: SIGSTOP) }
    func resume(_ number: Int) { member(number).send(signal: SIGCONT) }

    func healAll() throws {
        for number in 0..<Self.size {
            resume(number)
            try start(number)
        }
    }

    /// Whether a member has given up.
    var hasEnded: Bool {
        (0..<Self.size).contains { number in
            let exit = member(number).soFar.exit
            return exit != nil && exit != .code(Self.lostCode)
                && !killed.withLock { $0.contains(number) }
        }
    }

    /// Ends the members once the group has committed the end of every partition.
    func finish() async throws {
        try healAll()
        for number in 0..<Self.size { member(number).closeInput() }
        for number in 0..<Self.size {
            _ = try await member(number).exit(within: .seconds(200))
        }
    }

    func journals() throws -> [GroupJournal] {
        try (0..<Self.size).map { try GroupJournal(readingFrom: journalPath($0)) }
    }
}
