import Bytes
import CoordinatorRuntime
import GroupCoordination
import KafkaModel
import KafkaProtocol
import KafkaRecords

/// A partition as a group sees it.
struct GroupPartition: Hashable, CustomStringConvertible {
    var group: String
    var partition: TopicPartition

    var description: String { "group \(group), \(partition)" }
}

/// Who commits: written into the metadata of every commit that the simulation makes, so that a record
/// tells what its coordinator was asked.
struct CommitToken: Hashable, CustomStringConvertible {
    var generation: Int32
    var member: String
    /// No two commits of a member have the same.
    var number: Int

    var description: String { "\(generation) \(member) \(number)" }
}

extension CommitToken {
    init?(_ metadata: String) {
        let parts = metadata.split(separator: " ")
        guard parts.count == 3, let generation = Int32(parts[0]), let number = Int(parts[2]) else {
            return nil
        }
        self.init(generation: generation, member: String(parts[1]), number: number)
    }
}

/// What the committed records of `__consumer_offsets` say, in their order: the truth about groups and
/// their offsets, whichever coordinator is asked.
struct GroupLog: CoordinatorReplay {
    struct Commit: Equatable {
        var token: CommitToken
        var offset: Offset
        /// Where the record is in the log.
        var place: Offset
    }

    /// What the last record of each group says.
    private(set) var groups: [String: GroupMetadataValue] = [:]
    /// The last commit of each partition.
    private(set) var last: [GroupPartition: Commit] = [:]
    /// Where each commit is.
    private var places: [GroupPartition: [CommitToken: Offset]] = [:]
    /// The first thing that must not be; `nil` if there is none.
    private(set) var problem: String?

    func place(of token: CommitToken, _ id: GroupPartition) -> Offset? { places[id]?[token] }

    mutating func replay(_ record: Record, in producer: ProducerID?) {
        guard let bytes = record.key, let key = try? GroupRecordKey(bytes) else {
            return broken("\(record.offset): no key of a group's record")
        }
        switch key {
        case .group(let id): replay(id, record.value)
        case .offset(let group, let partition):
            replay(GroupPartition(group: group, partition: partition), record)
        }
    }

    mutating func endTransaction(of producer: ProducerID, isCommitted: Bool) {}

    private mutating func broken(_ what: String) {
        if problem == nil { problem = what }
    }

    // MARK: Groups

    private mutating func replay(_ id: String, _ bytes: SharedBytes?) {
        guard let bytes else {
            groups[id] = nil
            return
        }
        guard let value = try? GroupRecords.group(from: bytes) else {
            return broken("group \(id): its record cannot be read")
        }
        if let before = groups[id], value.generation <= before.generation {
            broken("group \(id): generation \(value.generation) after \(before.generation)")
        }
        groups[id] = value
        var owners: [TopicPartition: String] = [:]
        for member in value.members {
            for partition in GroupAssignment.partitions(in: member.assignment) {
                if let other = owners.updateValue(member.memberId, forKey: partition) {
                    broken(
                        "group \(id), generation \(value.generation): \(partition) is both "
                            + "\(other)'s and \(member.memberId)'s")
                }
            }
        }
    }

    // MARK: Offsets

    private mutating func replay(_ id: GroupPartition, _ record: Record) {
        guard let bytes = record.value, let value = try? GroupRecords.offset(from: bytes),
            let token = CommitToken(value.metadata)
        else { return broken("\(id): its offset is gone, or cannot be read") }
        last[id] = Commit(token: token, offset: value.offset, place: record.offset)
        places[id, default: [:]][token] = record.offset
        let group = groups[id.group]
        let isMember = group?.members.contains { $0.memberId == token.member } ?? false
        guard group?.generation == token.generation, isMember else {
            return broken(
                "\(id): a commit of member \(token.member) in generation \(token.generation) "
                    + "was taken in generation \(group?.generation ?? -1) of "
                    + "\(group?.members.map(\.memberId) ?? [])")
        }
    }
}
