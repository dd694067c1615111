import Foundation
import Platform

/// Starts the processes of all tests from one thread that lives as long as the test process.
///
/// Each child asks the kernel to be killed when its parent dies (`setpriv --pdeathsig`), and to the
/// kernel the parent is the thread that started it: one of the concurrency pool would end at any time.
final class Spawner: Sendable {
    static let shared = Spawner()

    struct Launched: Sendable {
        var pid: pid_t
        var input: Int32?
        var output: Int32
        var error: Int32
    }

    private typealias Job = @Sendable () -> Void

    private let jobs = Lock<[Job]>([])
    private let available = DispatchSemaphore(value: 0)

    private init() {
        Thread.detachNewThread { [jobs, available] in
            while true {
                available.wait()
                let job = jobs.withLock { $0.removeFirst() }
                job()
            }
        }
    }

    func spawn(
        _ program: String, _ arguments: [String], environment: [String: String],
        directory: String?, hasInput: Bool
    ) throws -> Launched {
        let outcome = Lock<Result<Launched, SystemError>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let prefix = ["setpriv", "--pdeathsig", "KILL", "--"]
        let change = directory.map { ["env", "-C", $0] } ?? []
        let command = prefix + change + [program] + arguments
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        jobs.withLock { jobs in
            jobs.append {
                let result = Result { () throws(SystemError) in
                    try launch(command, variables, hasInput: hasInput)
                }
                outcome.withLock { $0 = result }
                done.signal()
            }
        }
        available.signal()
        done.wait()
        guard let result = outcome.withLock({ $0 }) else { fatalError("nothing was spawned") }
        return try result.get()
    }
}

private func launch(_ command: [String], _ variables: [String: String], hasInput: Bool)
    throws(SystemError) -> Spawner.Launched
{
    let input = hasInput ? try makePipe() : nil
    let output = try makePipe()
    let error = try makePipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
        posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, error.writing, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var allSignals = sigset_t()
    sigfillset(&allSignals)
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigdefault(&attributes, &allSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var pid = pid_t()
    let code = withCStrings(command) { arguments in
        withCStrings(variables.map { "\($0)=\($1)" }.sorted()) { environment in
            posix_spawnp(&pid, command[0], &actions, &attributes, arguments, environment)
        }
    }
    for descriptor in [input?.reading, output.writing, error.writing] {
        if let descriptor { close(descriptor) }
    }
    guard code == 0 else {
        for descriptor in [input?.writing, output.reading, error.reading] {
            if let descriptor { close(descriptor) }
        }
        throw SystemError("posix_spawn", command.joined(separator: " "), number: code)
    }
    return Spawner.Launched(
        pid: pid, input: input?.writing, output: output.reading, error: error.reading)
}

/// Both ends are closed in every child but for the copies that it is given.
private func makePipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SystemError.last("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { fatalError("an array with a nil is not empty") }
        return body(base)
    }
}
