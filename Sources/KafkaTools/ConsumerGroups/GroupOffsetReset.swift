import KafkaModel

/// Does `consumer-groups --reset-offsets`.
struct GroupOffsetReset {
    let admin: any ClusterAdmin
    let context: ToolContext

    private var console: any Console { context.console }

    func run(_ reset: OffsetReset) async throws(AdminFailure) {
        var prepared: [(group: String, partition: TopicPartition, offset: Offset)] = []
        for id in try await reset.groups.groups(admin) {
            let group = try await admin.describeGroup(id)
            guard group.isDead || group.state == "Empty" else {
                console.line(
                    "\nError: Assignments can only be reset if the group '\(id)' is inactive, but "
                        + "the current state is \(group.state).")
                continue
            }
            let offsets = try await offsets(for: id, reset)
            if reset.isExecuted { try await admin.commit(offsets, for: id) }
            for (partition, offset) in offsets.sorted(by: { $0.key < $1.key }) {
                prepared.append((id, partition, offset))
            }
        }
        if reset.isExported {
            let isForOneGroup = reset.groups.named?.count == 1
            for (group, partition, offset) in prepared {
                let line = OffsetReset.FileLine(
                    group: isForOneGroup ? nil : group, partition: partition,
                    offset: offset.rawValue)
                console.line(line.text)
            }
            console.line("")
        } else {
            console.out(GroupTables.newOffsets(prepared))
        }
    }

    private func offsets(
        for group: String, _ reset: OffsetReset
    ) async throws(AdminFailure) -> [TopicPartition: Offset] {
        if case .file(let lines) = reset.target {
            var wanted: [TopicPartition: Int64] = [:]
            for line in lines where line.group ?? group == group {
                wanted[line.partition] = line.offset
            }
            return try await held(wanted)
        }
        let committed = try await admin.committedOffsets(of: group)
        var partitions: [TopicPartition] = []
        for topic in reset.topics { partitions += try await topic.partitions(admin) }
        if reset.topics.isEmpty { partitions = committed.keys.sorted() }
        return try await offsets(of: partitions, committed, reset.target)
    }

    private func offsets(
        of partitions: [TopicPartition], _ committed: [TopicPartition: Offset],
        _ target: OffsetReset.Target
    ) async throws(AdminFailure) -> [TopicPartition: Offset] {
        switch target {
        case .earliest: return try await logOffsets(partitions, at: OffsetQuery.earliest)
        case .latest: return try await logOffsets(partitions, at: OffsetQuery.latest)
        case .offset(let offset):
            return try await held(
                Dictionary(partitions.map { ($0, offset) }, uniquingKeysWith: { $1 }))
        case .shift(let distance):
            return try await held(shifted(partitions, committed, by: distance))
        case .current:
            let missing = partitions.filter { committed[$0] == nil }
            let ends = try await logOffsets(missing, at: OffsetQuery.latest)
            return ends.merging(committed.filter { partitions.contains($0.key) }) { $1 }
        case .time(let milliseconds):
            return try await offsets(of: partitions, atTime: milliseconds)
        case .file: return [:]
        }
    }

    private func shifted(
        _ partitions: [TopicPartition], _ committed: [TopicPartition: Offset], by distance: Int64
    ) throws(AdminFailure) -> [TopicPartition: Int64] {
        var wanted: [TopicPartition: Int64] = [:]
        for partition in partitions {
            guard let current = committed[partition] else {
                throw AdminFailure(
                    .invalidRequest,
                    "Cannot shift offset for partition \(partition) since there is no current "
                        + "committed offset")
            }
            let (sum, overflow) = current.rawValue.addingReportingOverflow(distance)
            wanted[partition] = overflow ? (distance > 0 ? .max : 0) : sum
        }
        return wanted
    }

    private func offsets(
        of partitions: [TopicPartition], atTime milliseconds: Int64
    ) async throws(AdminFailure) -> [TopicPartition: Offset] {
        var found = try await logOffsets(partitions, at: milliseconds)
        let missing = partitions.filter { found[$0].map { $0 < 0 } ?? true }
        for partition in missing {
            console.line(
                "\nWarn: Partition \(partition.partition) from topic \(partition.topic) is empty. "
                    + "Falling back to latest known offset.")
        }
        if !missing.isEmpty {
            found.merge(try await logOffsets(missing, at: OffsetQuery.latest)) { $1 }
        }
        return found
    }

    private func logOffsets(
        _ partitions: [TopicPartition], at timestamp: Int64
    ) async throws(AdminFailure) -> [TopicPartition: Offset] {
        guard !partitions.isEmpty else { return [:] }
        var offsets: [TopicPartition: Offset] = [:]
        for (partition, result) in try await admin.listOffsets(partitions, at: timestamp) {
            offsets[partition] = try result.get()
        }
        return offsets
    }

    /// The offsets within what the logs hold.
    private func held(
        _ wanted: [TopicPartition: Int64]
    ) async throws(AdminFailure) -> [TopicPartition: Offset] {
        let partitions = wanted.keys.sorted()
        let starts = try await logOffsets(partitions, at: OffsetQuery.earliest)
        let ends = try await logOffsets(partitions, at: OffsetQuery.latest)
        var result: [TopicPartition: Offset] = [:]
        for partition in partitions {
            guard let offset = wanted[partition], let start = starts[partition],
                let end = ends[partition]
            else { continue }
            if offset > end.rawValue {
                warn(offset, "higher than latest", partition, end)
                result[partition] = end
            } else if offset < start.rawValue {
                warn(offset, "lower than earliest", partition, start)
                result[partition] = start
            } else {
                result[partition] = Offset(offset)
            }
        }
        return result
    }

    private func warn(
        _ offset: Int64, _ relation: String, _ partition: TopicPartition, _ limit: Offset
    ) {
        console.errorLine(
            "WARN New offset (\(offset)) is \(relation) offset for topic partition \(partition). "
                + "Value will be set to \(limit)")
    }
}
