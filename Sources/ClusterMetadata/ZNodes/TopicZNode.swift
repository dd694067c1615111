import KafkaModel

/// Where the replicas of a partition are, and where they are going.
///
/// `replicas` is the full set. During a reassignment the target is `replicas` without `removing`,
/// and what was there before is `replicas` without `adding`.
package struct ReplicaAssignment: Equatable, Sendable {
    package var replicas: [BrokerID]
    package var adding: [BrokerID]
    package var removing: [BrokerID]

    package init(_ replicas: [BrokerID], adding: [BrokerID] = [], removing: [BrokerID] = []) {
        self.replicas = replicas
        self.adding = adding
        self.removing = removing
    }

    package var isBeingReassigned: Bool { !adding.isEmpty || !removing.isEmpty }
    package var target: [BrokerID] { replicas.filter { !removing.contains($0) } }
    package var origin: [BrokerID] { replicas.filter { !adding.contains($0) } }

    /// The assignment that begins a move to `target`: the target first, then what leaves.
    package func reassigned(to target: [BrokerID]) -> ReplicaAssignment {
        let origin = self.origin
        let full = target + origin.filter { !target.contains($0) }
        return ReplicaAssignment(
            full, adding: full.filter { !origin.contains($0) },
            removing: full.filter { !target.contains($0) })
    }
}

/// `/brokers/topics/<topic>`: the partitions of a topic and the brokers that hold them.
package struct TopicZNode: Equatable, Sendable {
    /// `nil` if no broker has given the topic an id yet.
    package var topicID: UUID?
    /// By partition number, which may have gaps if the node was made by hand.
    package var assignments: [Int32: ReplicaAssignment]

    package init(topicID: UUID?, assignments: [Int32: ReplicaAssignment]) {
        self.topicID = topicID
        self.assignments = assignments
    }

    package static func path(_ topic: String) -> String { "\(MetadataPath.topics)/\(topic)" }

    /// The numbers of the partitions, ascending.
    package var partitions: [Int32] { assignments.keys.sorted() }
}

extension TopicZNode {
    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        topicID = nil
        if let text = try json.optionalString("topic_id") {
            guard let id = UUID(text) else { throw .invalidField("topic_id") }
            topicID = id
        }
        let replicas = try Self.lists(json, "partitions")
        let adding = try Self.lists(json, "adding_replicas")
        let removing = try Self.lists(json, "removing_replicas")
        assignments = [:]
        assignments.reserveCapacity(replicas.count)
        for (partition, ids) in replicas {
            assignments[partition] = ReplicaAssignment(
                ids, adding: adding[partition] ?? [], removing: removing[partition] ?? [])
        }
    }

    private static func lists(_ json: JSONValue, _ key: String) throws(ZNodeDecodeError)
        -> [Int32: [BrokerID]]
    {
        var lists: [Int32: [BrokerID]] = [:]
        for member in try json.optionalMembers(key) {
            guard let partition = Int32(member.key), partition >= 0,
                let ids = member.value.asBrokerIDs
            else { throw .invalidField(key) }
            lists[partition] = ids
        }
        return lists
    }

    /// Always version 3, as all Kafkas since 2.8 write; without an id the key is left out.
    package func encode() -> [UInt8] {
        let order = partitions
        var members = [JSONValue.Member("partitions", lists(order, \.replicas, keepEmpty: true))]
        if let topicID { members.append(.init("topic_id", .string(topicID.description))) }
        members += [
            .init("adding_replicas", lists(order, \.adding, keepEmpty: false)),
            .init("removing_replicas", lists(order, \.removing, keepEmpty: false)),
            .init("version", .integer(3)),
        ]
        return JSONValue.object(members).encoded()
    }

    private func lists(
        _ order: [Int32], _ list: KeyPath<ReplicaAssignment, [BrokerID]>, keepEmpty: Bool
    ) -> JSONValue {
        var members: [JSONValue.Member] = []
        for partition in order {
            guard let ids = assignments[partition]?[keyPath: list] else { continue }
            if keepEmpty || !ids.isEmpty {
                members.append(.init(String(partition), JSONValue.brokerIDs(ids)))
            }
        }
        return .object(members)
    }
}
