import KafkaModel
import KafkaProtocol

/// The answer to a JoinGroup, before it is put into a version's form.
struct JoinOutcome: Equatable, Sendable {
    var error = ErrorCode.none
    var memberID: String
    var generation: Int32 = -1
    var protocolType: String?
    var protocolName: String?
    var leader = ""
    var skipsAssignment = false
    /// For the leader only.
    var members: [JoinGroupResponse.JoinGroupResponseMember] = []

    init(_ error: ErrorCode, memberID: String) {
        self.error = error
        self.memberID = memberID
    }

    /// What `member` is told about the group as it stands.
    init(
        _ group: ClassicGroup, for memberID: String, leader: String, listsMembers: Bool,
        skipsAssignment: Bool = false
    ) {
        self.memberID = memberID
        generation = group.generation
        protocolType = group.protocolType
        protocolName = group.protocolName
        self.leader = leader
        self.skipsAssignment = skipsAssignment
        members = listsMembers ? group.memberList : []
    }

    func response(version: Int16) -> JoinGroupResponse {
        JoinGroupResponse(
            errorCode: error, generationId: generation,
            protocolType: version >= 7 ? protocolType : nil,
            // Null is not known before version 7.
            protocolName: protocolName ?? (version >= 7 ? nil : ""), leader: leader,
            skipAssignment: version >= 9 && skipsAssignment, memberId: memberID, members: members)
    }
}

/// The answer to a SyncGroup, before it is put into a version's form.
struct SyncOutcome: Equatable, Sendable {
    var error = ErrorCode.none
    var protocolType: String?
    var protocolName: String?
    var assignment: [UInt8] = []

    init(_ error: ErrorCode) { self.error = error }

    init(_ group: ClassicGroup, _ member: GroupMember) {
        protocolType = group.protocolType
        protocolName = group.protocolName
        assignment = member.assignment
    }

    func response(version: Int16) -> SyncGroupResponse {
        SyncGroupResponse(
            errorCode: error, protocolType: version >= 5 ? protocolType : nil,
            protocolName: version >= 5 ? protocolName : nil, assignment: assignment)
    }
}
