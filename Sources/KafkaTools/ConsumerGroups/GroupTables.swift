import KafkaModel

/// The tables of `consumer-groups`, in Kafka's layout. Pure functions of what they show.
package enum GroupTables {
    /// One group a line, with type and state where they are asked for.
    package static func listing(
        _ groups: [(id: String, type: String, state: String)], showsType: Bool, showsState: Bool
    ) -> String {
        let width = max(15, groups.map(\.id.count).max() ?? 0) + 10
        func row(_ id: String, _ type: String, _ state: String) -> String {
            var line = id.padded(to: width)
            if showsType { line += " " + type.padded(to: 20) }
            if showsState { line += " " + state.padded(to: 20) }
            return line + "\n"
        }
        return row("GROUP", "TYPE", "STATE")
            + groups.map { row($0.id, $0.type, $0.state) }.joined()
    }

    /// A line of `--describe --offsets`; `nil` prints as `-`.
    package struct OffsetRow: Equatable, Sendable {
        package var partition: TopicPartition?
        package var committed: Offset?
        package var logEnd: Offset?
        package var member: GroupDescription.Member?

        package init(
            partition: TopicPartition?, committed: Offset?, logEnd: Offset?,
            member: GroupDescription.Member?
        ) {
            self.partition = partition
            self.committed = committed
            self.logEnd = logEnd
            self.member = member
        }

        fileprivate func cells(_ group: String) -> [String] {
            var lag: Int64?
            if let committed, let logEnd { lag = logEnd - committed }
            let cells: [String?] = [
                group, partition?.topic, partition?.partition.description,
                committed?.description, logEnd?.description, lag?.description, member?.id,
                member?.host, member?.clientID,
            ]
            return cells.map { $0 ?? "-" }
        }
    }

    /// Each line begins with a line feed, so that the last one has none.
    package static func offsets(_ group: String, _ rows: [OffsetRow]) -> String {
        let header = [
            "GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG",
            "CONSUMER-ID", "HOST", "CLIENT-ID",
        ]
        let cells: [[String]] = rows.map { $0.cells(group) }
        func longest(_ column: Int) -> Int { width(15, cells.map { $0[column] }) }
        let widths = [longest(0), longest(1), 10, 15, 15, 15, longest(6), longest(7), 0]
        return table(header, cells, widths)
    }

    package static func members(_ group: GroupDescription, isVerbose: Bool) -> String {
        let members = group.members
        let showsInstance = members.contains { !($0.instanceID ?? "").isEmpty }
        let widths: [Int] = [
            max(15, group.id.count), width(15, members.map(\.id)),
            width(17, members.map { $0.instanceID ?? "" }), width(15, members.map(\.host)),
            width(15, members.map(\.clientID)), 15,
        ]
        func row(_ cells: [String], _ assignment: String) -> String {
            var columns = Array(zip(cells, widths))
            if !showsInstance { columns.remove(at: 2) }
            let text = columns.map { $0.padded(to: $1) + " " }.joined()
            return text + (isVerbose ? assignment : "") + "\n"
        }
        let header = [
            "GROUP", "CONSUMER-ID", "GROUP-INSTANCE-ID", "HOST", "CLIENT-ID", "#PARTITIONS",
        ]
        let rows = members.map { member in
            row(
                [
                    group.id, member.id, member.instanceID ?? "", member.host, member.clientID,
                    String(member.assignment.count),
                ], assignmentText(member.assignment))
        }
        return "\n" + row(header, "ASSIGNMENT") + (group.isDead ? "" : rows.joined())
    }

    /// `(0,1), (2)`: the partitions by topic, which is not named.
    private static func assignmentText(_ assignment: [TopicPartition]) -> String {
        if assignment.isEmpty { return "-" }
        return grouped(assignment).map { "(" + $1.map(String.init).joined(separator: ",") + ")" }
            .joined(separator: ", ")
    }

    package static func state(
        _ group: GroupDescription, _ coordinator: GroupDescription.Coordinator
    ) -> String {
        let place = "\(coordinator.host):\(coordinator.port)  (\(coordinator.id))"
        let widths = [max(25, place.count), 25, 20, 15, 0]
        let header = ["GROUP", "COORDINATOR (ID)", "ASSIGNMENT-STRATEGY", "STATE", "#MEMBERS"]
        let cells = [
            group.id, place, group.assignmentStrategy, group.state, String(group.members.count),
        ]
        return "\n" + line(header, widths) + "\n" + line(cells, widths) + "\n"
    }

    /// The offsets that a reset gives, one line each.
    package static func newOffsets(
        _ offsets: [(group: String, partition: TopicPartition, offset: Offset)]
    ) -> String {
        let widths = [30, 30, 10, 15]
        let rows = offsets.map {
            [$0.group, $0.partition.topic, "\($0.partition.partition)", $0.offset.description]
        }
        return table(["GROUP", "TOPIC", "PARTITION", "NEW-OFFSET"], rows, widths) + "\n"
    }

    /// What became of the offsets to delete, one line each; partition -1 was not named.
    package static func deletions(
        _ results: [(partition: TopicPartition, failure: String?)]
    ) -> String {
        let widths = [30, 15, 15]
        let rows = results.map { result in
            [
                result.partition.topic,
                result.partition.partition >= 0
                    ? "\(result.partition.partition)" : "Not Provided",
                result.failure.map { "Error: :\($0)" } ?? "Successful",
            ]
        }
        return table(["TOPIC", "PARTITION", "STATUS"], rows, widths) + "\n"
    }

    /// The width of a column that holds all of `texts`.
    private static func width(_ minimum: Int, _ texts: [String]) -> Int {
        texts.reduce(minimum) { max($0, $1.count) }
    }

    /// A line feed in front of each line.
    private static func table(
        _ header: [String], _ rows: [[String]], _ widths: [Int]
    ) -> String {
        var text = "\n" + line(header, widths)
        for row in rows { text += "\n" + line(row, widths) }
        return text
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: " ")
    }
}
