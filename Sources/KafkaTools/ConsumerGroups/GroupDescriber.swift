import KafkaModel

/// Does `consumer-groups --describe`.
struct GroupDescriber {
    let admin: any ClusterAdmin
    let console: any Console

    func describe(_ selection: GroupSelection, _ view: GroupView) async throws(AdminFailure) {
        for id in try await selection.groups(admin) {
            let group = try await admin.describeGroup(id)
            switch view {
            case .offsets:
                let rows = group.isDead ? [] : try await offsetRows(of: group)
                tell(group)
                if !rows.isEmpty { console.out(GroupTables.offsets(group.id, rows)) }
            case .members(let isVerbose):
                tell(group)
                console.out(GroupTables.members(group, isVerbose: isVerbose))
            case .state:
                tell(group)
                guard !group.isDead else { continue }
                let coordinator = try await admin.coordinator(of: id)
                console.out(GroupTables.state(group, coordinator))
            }
        }
    }

    private func tell(_ group: GroupDescription) {
        guard let remark = group.remark else { return }
        if remark.isError { console.out(remark.text) } else { console.err(remark.text) }
    }

    private func offsetRows(
        of group: GroupDescription
    ) async throws(AdminFailure) -> [GroupTables.OffsetRow] {
        let committed = try await admin.committedOffsets(of: group.id)
        let assigned = Set(group.members.flatMap(\.assignment))
        let all = assigned.union(committed.keys).sorted()
        let ends = try await admin.listOffsets(all, at: OffsetQuery.latest)
        return rows(of: group, committed, ends.compactMapValues { try? $0.get() })
    }

    /// Members with most partitions first, then what was committed and is nobody's.
    private func rows(
        of group: GroupDescription, _ committed: [TopicPartition: Offset],
        _ ends: [TopicPartition: Offset]
    ) -> [GroupTables.OffsetRow] {
        var rows: [GroupTables.OffsetRow] = []
        func append(_ partition: TopicPartition, _ member: GroupDescription.Member?) {
            rows.append(
                GroupTables.OffsetRow(
                    partition: partition, committed: committed[partition],
                    logEnd: ends[partition].flatMap { $0 >= 0 ? $0 : nil }, member: member))
        }
        let members = group.members.enumerated().sorted { a, b in
            (b.element.assignment.count, a.offset) < (a.element.assignment.count, b.offset)
        }.map(\.element)
        for member in members {
            if member.assignment.isEmpty {
                rows.append(
                    GroupTables.OffsetRow(
                        partition: nil, committed: nil, logEnd: nil, member: member))
            }
            for partition in member.assignment { append(partition, member) }
        }
        let assigned = Set(group.members.flatMap(\.assignment))
        for partition in committed.keys.sorted() where !assigned.contains(partition) {
            append(partition, nil)
        }
        return rows
    }
}
