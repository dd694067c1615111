import KafkaModel
import Synchronization

/// The logs that were found in the log directories and are not open yet: whose turn is next, and who
/// waits for them. A value; the directories keep it behind their lock.
struct UnopenedLogs {
    struct Log: Sendable {
        /// The entry of `log.dirs`.
        let logDirectory: String
        /// The name of the partition's directory in it.
        let name: String
        let abandonment = Abandonment()
        fileprivate(set) var isBeingOpened = false
        /// Somebody wants to be told when it is open.
        fileprivate(set) var isWanted = false
        /// Deleted while it was being opened: it stays until the thread at work has let go.
        fileprivate(set) var isDeleted = false
        /// Segments that are still to be read, as far as that is known.
        var segmentsLeft = 0
    }

    /// How the one who opens a log learns that it shall stop.
    final class Abandonment: Sendable {
        private let flag = Atomic<Bool>(false)

        var isSet: Bool { flag.load(ordering: .acquiring) }
        func set() { flag.store(true, ordering: .releasing) }
    }

    private(set) var logs: [TopicPartition: Log] = [:]
    /// Of each log directory, in order. Logs that are wanted, opened, gone or elsewhere may still stand
    /// in it.
    private var queues: [String: ArraySlice<TopicPartition>] = [:]
    /// Of each log directory, in the order in which they were asked for.
    private var wanted: [String: ArraySlice<TopicPartition>] = [:]

    var isEmpty: Bool { logs.isEmpty }

    mutating func add(_ partition: TopicPartition, in logDirectory: String, name: String) {
        logs[partition] = Log(logDirectory: logDirectory, name: name)
        queues[logDirectory, default: []].append(partition)
    }

    /// The log of the directory whose turn it is: wanted ones first. It counts as being opened.
    mutating func next(in logDirectory: String) -> (TopicPartition, Log)? {
        while let partition = wanted[logDirectory]?.popFirst() ?? queues[logDirectory]?.popFirst() {
            guard let log = logs[partition], log.logDirectory == logDirectory, !log.isBeingOpened
            else { continue }
            logs[partition]?.isBeingOpened = true
            return (partition, log)
        }
        return nil
    }

    /// Moves the log to the front. `false` if it is not among these.
    mutating func want(_ partition: TopicPartition) -> Bool {
        guard let log = logs[partition] else { return false }
        if !log.isWanted, !log.isBeingOpened {
            wanted[log.logDirectory, default: []].append(partition)
        }
        logs[partition]?.isWanted = true
        return true
    }

    mutating func note(_ partition: TopicPartition, segmentsLeft: Int) {
        logs[partition]?.segmentsLeft = segmentsLeft
    }

    /// The log is open, or gone. Returns whether it was wanted.
    mutating func settle(_ partition: TopicPartition) -> Bool {
        logs.removeValue(forKey: partition)?.isWanted ?? false
    }

    /// The log is not opened after all, and stays closed: the broker stops.
    mutating func giveBack(_ partition: TopicPartition) {
        logs[partition]?.isBeingOpened = false
    }

    /// Takes the log out; one that is being opened stays, abandoned, until it is settled. Returns it
    /// as it was; `nil` if there is none.
    mutating func delete(_ partition: TopicPartition) -> Log? {
        guard let log = logs[partition], !log.isDeleted else { return nil }
        if log.isBeingOpened {
            log.abandonment.set()
            logs[partition]?.isDeleted = true
            logs[partition]?.isWanted = false
        } else {
            logs[partition] = nil
        }
        return log
    }

    /// Takes all logs of a directory out, abandoning those that are being opened. Returns the wanted
    /// ones, in order.
    mutating func remove(in logDirectory: String) -> [TopicPartition] {
        let lost = logs.filter { $0.value.logDirectory == logDirectory }
        for (partition, log) in lost {
            log.abandonment.set()
            logs[partition] = nil
        }
        queues[logDirectory] = nil
        wanted[logDirectory] = nil
        return lost.filter(\.value.isWanted).keys.sorted()
    }

    /// Nothing more is opened; what is being opened is abandoned.
    mutating func stop() {
        queues = [:]
        wanted = [:]
        for log in logs.values { log.abandonment.set() }
    }

    /// The logs of a directory that are still its own.
    func partitions(in logDirectory: String) -> [TopicPartition] {
        logs.filter { $0.value.logDirectory == logDirectory && !$0.value.isDeleted }.keys.sorted()
    }
}
