import Foundation
import Platform

/// A program that a test runs. Its output is collected, and waited for without polling.
///
/// No process is left behind: it is killed when the last reference goes, when the test process dies
/// by whatever cause, and it is always reaped.
package final class SpawnedProcess: Sendable {
    /// How a process ended.
    package enum Exit: Equatable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    package struct Output: Sendable {
        package var standardOutput = ""
        package var standardError = ""
        /// Complete lines of both, in the order of their arrival.
        package var lines: [String] = []
        package var exit: Exit?
        /// Streams that have not ended.
        fileprivate var openStreams = 2
        fileprivate var partialLines = ["", ""]
    }

    package let pid: pid_t
    private let name: String
    private let output = Observed(Output())
    /// Held while a signal is sent, so that the number is still that of this process.
    private let isReaped = Lock(false)
    private let input: Lock<Int32?>

    /// Starts `program`, found through the search path unless it has a slash. `environment` is added
    /// to that of the test. Without `hasInput` the standard input is empty.
    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        directory: String? = nil, hasInput: Bool = false
    ) throws {
        name = program
        let launched = try Spawner.shared.spawn(
            program, arguments, environment: environment, directory: directory,
            hasInput: hasInput)
        pid = launched.pid
        input = Lock(launched.input)
        for (stream, descriptor) in [launched.output, launched.error].enumerated() {
            let output = output
            Thread.detachNewThread { collect(descriptor, stream, into: output) }
        }
        let (pid, output, isReaped) = (pid, output, isReaped)
        Thread.detachNewThread { reap(pid, isReaped, output) }
    }

    deinit {
        closeInput()
        send(signal: SIGKILL)
    }

    /// What the process has written so far, and how it ended.
    package var soFar: Output { output.value }
    package var isRunning: Bool { output.value.exit == nil }

    /// Nothing happens if the process has ended.
    package func send(signal: Int32) {
        isReaped.withLock { isReaped in
            if !isReaped { _ = kill(pid, signal) }
        }
    }

    /// The first line with `text` in it, of the past or the future.
    @discardableResult
    package func line(containing text: String, within limit: Duration = .seconds(30))
        async throws -> String
    {
        let found = await output.first(within: limit) { output -> String?? in
            if let line = output.lines.first(where: { $0.contains(text) }) { return .some(line) }
            return output.openStreams == 0 ? .some(nil) : nil
        }
        guard let found, let line = found else { throw failure("did not write \"\(text)\"") }
        return line
    }

    /// Waits for the end of the process and of its output.
    package func exit(within limit: Duration = .seconds(30)) async throws -> Exit {
        let exit = await output.first(within: limit) { output -> Exit? in
            output.openStreams == 0 ? output.exit : nil
        }
        guard let exit else { throw failure("did not end within \(limit)") }
        return exit
    }

    /// Asks the process to end; kills it if it does not `within` the time.
    @discardableResult
    package func terminate(within limit: Duration = .seconds(30)) async throws -> Exit {
        send(signal: SIGTERM)
        do {
            return try await exit(within: limit)
        } catch {
            try await destroy()
            throw error
        }
    }

    /// Kills the process and waits until it is gone.
    package func destroy() async throws {
        send(signal: SIGKILL)
        _ = try await exit()
    }

    /// Writes to the standard input, which must have been asked for. Blocks if the pipe is full.
    package func write(_ text: String) {
        let descriptor = input.withLock { $0 }
        guard let descriptor else { return }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    package func closeInput() {
        let descriptor = input.withLock { input in
            defer { input = nil }
            return input
        }
        if let descriptor { close(descriptor) }
    }

    /// Runs a program to its end.
    package static func run(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        directory: String? = nil, input: String = "", within limit: Duration = .seconds(60)
    ) async throws -> Output {
        let process = try SpawnedProcess(
            program, arguments, environment: environment, directory: directory,
            hasInput: !input.isEmpty)
        process.write(input)
        process.closeInput()
        _ = try await process.exit(within: limit)
        return process.soFar
    }

    private func failure(_ what: String) -> ProcessFailure {
        ProcessFailure(process: name, what: what, output: soFar)
    }
}

/// A process that did not do what it should, with the end of its output.
package struct ProcessFailure: Error, CustomStringConvertible {
    package let process: String
    package let what: String
    package let output: SpawnedProcess.Output

    package init(process: String, what: String, output: SpawnedProcess.Output) {
        self.process = process
        self.what = what
        self.output = output
    }

    package var description: String {
        let state = output.exit.map { "ended with \($0)" } ?? "still running"
        let tail = output.lines.suffix(40).joined(separator: "\n  ")
        return "\(process) \(what) (\(state)); its last lines:\n  \(tail)"
    }
}

/// Reads one stream to its end, on a thread of its own.
private func collect(
    _ descriptor: Int32, _ stream: Int, into output: Observed<SpawnedProcess.Output>
) {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        output.update { $0.append(text, stream) }
    }
    close(descriptor)
    output.update { $0.end(stream) }
}

private func reap(
    _ pid: pid_t, _ isReaped: Lock<Bool>, _ output: Observed<SpawnedProcess.Output>
) {
    var report = siginfo_t()
    while waitid(P_PID, id_t(pid), &report, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    var status: Int32 = 0
    isReaped.withLock { isReaped in
        waitpid(pid, &status, 0)
        isReaped = true
    }
    let signal = status & 0x7F
    let exit = signal == 0 ? SpawnedProcess.Exit.code((status >> 8) & 0xFF) : .signal(signal)
    output.update { $0.exit = exit }
}

extension SpawnedProcess.Output {
    fileprivate mutating func append(_ text: String, _ stream: Int) {
        if stream == 0 { standardOutput += text } else { standardError += text }
        var parts = (partialLines[stream] + text).split(
            separator: "\n", omittingEmptySubsequences: false)
        partialLines[stream] = String(parts.removeLast())
        lines += parts.map(String.init)
    }

    fileprivate mutating func end(_ stream: Int) {
        if !partialLines[stream].isEmpty { lines.append(partialLines[stream]) }
        partialLines[stream] = ""
        openStreams -= 1
    }
}
