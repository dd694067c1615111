import Bytes
import Foundation
import GroupCoordination
import KafkaModel
import KafkaProtocol
import Platform
import Scheduling
import TestSupport
import Testing

/// What real clients asked a real broker, asked again: the answers must be the same but for member
/// ids and the order of lists that Kafka keeps in hash maps.
@Suite(.enabled(if: SharedFiles.golden("wire") != nil, "no golden files beside the repository"))
struct GoldenConversationTests {
    /// Each series was recorded with a broker of its own; the files of a series follow each other.
    static let series = [
        ["a02-java-console", "a11-kafka-python", "a12-aiokafka", "a13-kcat"],
        [
            "b01-java-group-warmup", "b02-java-group-default", "b03-java-group-cooperative",
            "b04-java-group-sticky", "b05-java-group-static", "b06-java-group-crash",
        ],
        ["c01-confluent-kafka"],
    ]

    @Test(arguments: series)
    func clientsAreAnsweredAsKafkaAnswersThem(files: [String]) throws {
        var replay = ConversationReplay()
        for file in files {
            let path = try #require(SharedFiles.golden("wire/clients/\(file).jsonl"))
            for line in try SharedFiles.text(path).split(separator: "\n").dropFirst() {
                let frame = try JSONDecoder().decode(
                    ConversationReplay.Frame.self, from: Data(line.utf8))
                try replay.take(frame, of: file)
            }
            replay.endFile()
        }
        #expect(replay.compared > 5)
        #expect(replay.differences == [])
    }
}

/// Takes the frames of a conversation in order and compares the answers.
private struct ConversationReplay {
    struct Frame: Decodable {
        let t: Double
        let conn: Int
        let kind: String
        let api: Int16?
        let version: Int16?
        let correlation: Int32?
        let client: String?
        let hex: String?
    }

    private struct Call: Hashable {
        let connection: Int
        let correlation: Int32
    }

    private let scenario = Scenario()
    private var answers: [Call: Answer<[UInt8]>] = [:]
    /// Ids in the recording, and ours for the same members.
    private var memberIDs: [(recorded: [UInt8], ours: [UInt8])] = []
    private var start = 0.0
    private(set) var compared = 0
    private(set) var differences: [String] = []

    private var now: Double { Double(scenario.loop.now.nanoseconds) / 1e9 }

    /// Long enough for members that are left to expire.
    mutating func endFile() {
        scenario.loop.advance(by: .seconds(400))
        start = now
        answers = [:]
    }

    mutating func take(_ frame: Frame, of file: String) throws {
        guard let number = frame.api, let api = APIKey(rawValue: number),
            let version = frame.version, let correlation = frame.correlation, let hex = frame.hex
        else { return }
        let lag = start + frame.t - now
        if lag > 0 { scenario.loop.advance(by: .nanoseconds(Int64(lag * 1e9))) }
        let call = Call(connection: frame.conn, correlation: correlation)
        let place = "\(file) \(frame.t) \(api) v\(version)"
        if frame.kind == "request" {
            try ask(api, version, bytes(hex), call, frame.client ?? "")
        } else if let answer = answers.removeValue(forKey: call) {
            try compare(api, version, answer.value, bytes(hex), place)
        }
    }

    private mutating func ask(
        _ api: APIKey, _ version: Int16, _ recorded: [UInt8], _ call: Call, _ client: String
    ) throws {
        var frame = recorded
        for id in memberIDs { frame = replacing(id.recorded, by: id.ours, in: frame) }
        var reader = ByteReader(copying: frame)
        _ = try RequestHeader(fromFrame: &reader)
        let answer = Answer<[UInt8]>()
        guard try send(api, version, &reader, client, answer) else { return }
        answers[call] = answer
        scenario.loop.run()
    }

    /// False for APIs that are not the coordinator's.
    private func send(
        _ api: APIKey, _ version: Int16, _ reader: inout ByteReader, _ client: String,
        _ answer: Answer<[UInt8]>
    ) throws -> Bool {
        let coordinator = scenario.coordinator
        switch api {
        case .joinGroup:
            coordinator.join(
                try JoinGroupRequest(from: &reader, version: version), version: version,
                client: GroupClient(id: client, host: "/127.0.0.1")
            ) { answer.set(encoded($0, version)) }
        case .syncGroup:
            coordinator.sync(
                try SyncGroupRequest(from: &reader, version: version), version: version
            ) { answer.set(encoded($0, version)) }
        case .heartbeat:
            coordinator.heartbeat(try HeartbeatRequest(from: &reader, version: version)) {
                answer.set(encoded($0, version))
            }
        case .leaveGroup:
            coordinator.leave(
                try LeaveGroupRequest(from: &reader, version: version), version: version
            ) { answer.set(encoded($0, version)) }
        case .offsetCommit:
            coordinator.commit(try OffsetCommitRequest(from: &reader, version: version)) {
                answer.set(encoded($0, version))
            }
        case .offsetFetch:
            coordinator.fetchOffsets(
                try OffsetFetchRequest(from: &reader, version: version), version: version
            ) { answer.set(encoded($0, version)) }
        case .describeGroups:
            coordinator.describe(try DescribeGroupsRequest(from: &reader, version: version)) {
                answer.set(encoded($0, version))
            }
        case .listGroups:
            coordinator.list(try ListGroupsRequest(from: &reader, version: version)) {
                answer.set(encoded($0, version))
            }
        case .deleteGroups:
            coordinator.delete(try DeleteGroupsRequest(from: &reader, version: version)) {
                answer.set(encoded($0, version))
            }
        default:
            return false
        }
        return true
    }

    private mutating func compare(
        _ api: APIKey, _ version: Int16, _ answer: [UInt8]?, _ recorded: [UInt8], _ place: String
    ) throws {
        compared += 1
        guard var ours = answer else {
            differences.append("\(place): no answer")
            return
        }
        if api == .joinGroup { try learnMemberID(ours, recorded, version) }
        for id in memberIDs { ours = replacing(id.ours, by: id.recorded, in: ours) }
        let (left, right) = try (described(api, version, ours), described(api, version, recorded))
        if left != right { differences.append("\(place): \(left) instead of \(right)") }
    }

    private mutating func learnMemberID(_ ours: [UInt8], _ recorded: [UInt8], _ version: Int16)
        throws
    {
        let own = try response(JoinGroupResponse.self, version, ours).memberId
        let theirs = try response(JoinGroupResponse.self, version, recorded).memberId
        guard own != theirs, !own.isEmpty, !theirs.isEmpty else { return }
        memberIDs.append((Array(theirs.utf8), Array(own.utf8)))
    }

    /// A response as text, lists without an order of their own sorted.
    private func described(_ api: APIKey, _ version: Int16, _ bytes: [UInt8]) throws -> String {
        switch api {
        case .joinGroup:
            var join = try response(JoinGroupResponse.self, version, bytes)
            join.members.sort { $0.memberId < $1.memberId }
            return "\(join)"
        case .offsetFetch:
            var fetch = try response(OffsetFetchResponse.self, version, bytes)
            for group in fetch.groups.indices {
                for topic in fetch.groups[group].topics.indices {
                    fetch.groups[group].topics[topic].partitions.sort {
                        $0.partitionIndex < $1.partitionIndex
                    }
                }
            }
            return "\(fetch)"
        case .listGroups:
            // Other groups of the broker are not part of the conversation.
            var list = try response(ListGroupsResponse.self, version, bytes)
            let known = Set(scenario.list()?.groups.map(\.groupId) ?? [])
            list.groups = list.groups.filter { known.contains($0.groupId) }
                .sorted { $0.groupId < $1.groupId }
            return "\(list)"
        case .syncGroup: return "\(try response(SyncGroupResponse.self, version, bytes))"
        case .heartbeat: return "\(try response(HeartbeatResponse.self, version, bytes))"
        case .leaveGroup: return "\(try response(LeaveGroupResponse.self, version, bytes))"
        case .offsetCommit:
            var commit = try response(OffsetCommitResponse.self, version, bytes)
            for topic in commit.topics.indices {
                commit.topics[topic].partitions.sort { $0.partitionIndex < $1.partitionIndex }
            }
            return "\(commit)"
        case .describeGroups:
            var groups = try response(DescribeGroupsResponse.self, version, bytes)
            // Rights are the broker's business.
            for group in groups.groups.indices { groups.groups[group].authorizedOperations = 0 }
            return "\(groups)"
        case .deleteGroups: return "\(try response(DeleteGroupsResponse.self, version, bytes))"
        default: return ""
        }
    }
}

/// The frame of a response, without its length; empty where a version has no place for a field.
private func encoded(_ response: some ResponseMessage, _ version: Int16) -> [UInt8] {
    let chunks = (try? response.frame(version: version, correlationId: 0)) ?? []
    return Array(chunks.compactMap(\.inMemory).flatMap(\.array).dropFirst(4))
}

private func response<R: ResponseMessage>(_: R.Type, _ version: Int16, _ bytes: [UInt8]) throws -> R
{
    var reader = ByteReader(copying: bytes)
    return try R.read(fromFrame: &reader, version: version).body
}

private func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).map { place in
        UInt8(String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16) ?? 0
    }
}

private func replacing(_ old: [UInt8], by new: [UInt8], in text: [UInt8]) -> [UInt8] {
    guard let first = old.first, old.count == new.count else { return text }
    var result = text
    var place = 0
    while place + old.count <= result.count {
        if result[place] == first, result[place..<(place + old.count)].elementsEqual(old) {
            result.replaceSubrange(place..<(place + old.count), with: new)
        }
        place += 1
    }
    return result
}
