/// The value of `inter.broker.protocol.version`: what all brokers of a cluster understand, and thus
/// what this one may write to ZooKeeper and send to others. Versions are ordered by time.
///
/// An enum of all versions that Kafka 3.9 accepts in ZooKeeper mode; the raw value is the full name.
package enum InterBrokerProtocolVersion: String, CaseIterable, Comparable, Sendable {
    case v0_8_0 = "0.8.0"
    case v0_8_1 = "0.8.1"
    case v0_8_2 = "0.8.2"
    case v0_9_0 = "0.9.0"
    case v0_10_0_IV0 = "0.10.0-IV0"
    case v0_10_0_IV1 = "0.10.0-IV1"
    case v0_10_1_IV0 = "0.10.1-IV0"
    case v0_10_1_IV1 = "0.10.1-IV1"
    case v0_10_1_IV2 = "0.10.1-IV2"
    case v0_10_2_IV0 = "0.10.2-IV0"
    case v0_11_0_IV0 = "0.11.0-IV0"
    case v0_11_0_IV1 = "0.11.0-IV1"
    case v0_11_0_IV2 = "0.11.0-IV2"
    case v1_0_IV0 = "1.0-IV0"
    case v1_1_IV0 = "1.1-IV0"
    case v2_0_IV0 = "2.0-IV0"
    case v2_0_IV1 = "2.0-IV1"
    case v2_1_IV0 = "2.1-IV0"
    case v2_1_IV1 = "2.1-IV1"
    case v2_1_IV2 = "2.1-IV2"
    case v2_2_IV0 = "2.2-IV0"
    case v2_2_IV1 = "2.2-IV1"
    case v2_3_IV0 = "2.3-IV0"
    case v2_3_IV1 = "2.3-IV1"
    case v2_4_IV0 = "2.4-IV0"
    case v2_4_IV1 = "2.4-IV1"
    case v2_5_IV0 = "2.5-IV0"
    case v2_6_IV0 = "2.6-IV0"
    case v2_7_IV0 = "2.7-IV0"
    case v2_7_IV1 = "2.7-IV1"
    case v2_7_IV2 = "2.7-IV2"
    case v2_8_IV0 = "2.8-IV0"
    case v2_8_IV1 = "2.8-IV1"
    case v3_0_IV0 = "3.0-IV0"
    case v3_0_IV1 = "3.0-IV1"
    case v3_1_IV0 = "3.1-IV0"
    case v3_2_IV0 = "3.2-IV0"
    case v3_3_IV0 = "3.3-IV0"
    case v3_3_IV1 = "3.3-IV1"
    case v3_3_IV2 = "3.3-IV2"
    case v3_3_IV3 = "3.3-IV3"
    case v3_4_IV0 = "3.4-IV0"
    case v3_5_IV0 = "3.5-IV0"
    case v3_5_IV1 = "3.5-IV1"
    case v3_5_IV2 = "3.5-IV2"
    case v3_6_IV0 = "3.6-IV0"
    case v3_6_IV1 = "3.6-IV1"
    case v3_6_IV2 = "3.6-IV2"
    case v3_7_IV0 = "3.7-IV0"
    case v3_7_IV1 = "3.7-IV1"
    case v3_7_IV2 = "3.7-IV2"
    case v3_7_IV3 = "3.7-IV3"
    case v3_7_IV4 = "3.7-IV4"
    case v3_8_IV0 = "3.8-IV0"
    case v3_9_IV0 = "3.9-IV0"

    /// What a broker without the setting uses.
    package static let `default` = InterBrokerProtocolVersion.v3_9_IV0

    /// Reads a full name (`2.7-IV2`), or a release (`2.7`, `2.7.1`), which stands for the last
    /// version of that release. `nil` for anything else.
    package init?(_ text: String) {
        if let exact = InterBrokerProtocolVersion(rawValue: text) {
            self = exact
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let significant = parts.first == "0" ? 3 : 2
        guard parts.count >= significant, parts.allSatisfy({ UInt16($0) != nil }) else {
            return nil
        }
        let release = parts.prefix(significant).joined(separator: ".")
        guard let last = Self.allCases.last(where: { $0.release == release }) else { return nil }
        self = last
    }

    /// Such as `3.9` or `0.10.2`.
    package var release: String {
        rawValue.split(separator: "-").first.map(String.init) ?? rawValue
    }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (a: Self, b: Self) -> Bool { a.position < b.position }
}

/// What begins with which version.
extension InterBrokerProtocolVersion {
    /// The version of the JSON under `/brokers/ids`.
    package var registrationVersion: Int32 {
        if self >= .v2_7_IV0 { return 5 }
        if self >= .v0_10_0_IV1 { return 4 }
        return self >= .v0_9_0 ? 2 : 1
    }

    /// The version of the JSON in `/feature`.
    package var featureVersion: Int32 { self >= .v3_3_IV0 ? 2 : 1 }
    /// Whether `/feature` is written as enabled.
    package var usesFeatures: Bool { self >= .v2_7_IV0 }
    /// Whether leaders ask the controller for ISR changes (AlterPartition) instead of writing them.
    package var usesAlterPartition: Bool { self >= .v2_7_IV2 }
    /// Whether followers truncate by what Fetch tells about diverging epochs.
    package var truncatesOnFetch: Bool { self >= .v2_7_IV1 }
    package var usesTopicIDs: Bool { self >= .v2_8_IV0 }
    /// Whether blocks of producer ids come from the controller (AllocateProducerIds).
    package var allocatesProducerIDsThroughController: Bool { self >= .v3_0_IV0 }
    /// Whether an unclean election is recorded in the partition state (`leader_recovery_state`).
    package var usesLeaderRecovery: Bool { self >= .v3_2_IV0 }

    package var leaderAndIsrVersion: Int16 {
        if self >= .v3_4_IV0 { return 7 }
        if self >= .v3_2_IV0 { return 6 }
        if self >= .v2_8_IV1 { return 5 }
        if self >= .v2_4_IV1 { return 4 }
        if self >= .v2_4_IV0 { return 3 }
        if self >= .v2_2_IV0 { return 2 }
        return self >= .v1_0_IV0 ? 1 : 0
    }

    package var updateMetadataVersion: Int16 {
        if self >= .v3_4_IV0 { return 8 }
        if self >= .v2_8_IV1 { return 7 }
        if self >= .v2_4_IV1 { return 6 }
        if self >= .v2_2_IV0 { return 5 }
        if self >= .v1_0_IV0 { return 4 }
        if self >= .v0_10_2_IV0 { return 3 }
        if self >= .v0_10_0_IV1 { return 2 }
        return self >= .v0_9_0 ? 1 : 0
    }

    package var stopReplicaVersion: Int16 {
        if self >= .v3_4_IV0 { return 4 }
        if self >= .v2_6_IV0 { return 3 }
        if self >= .v2_4_IV1 { return 2 }
        return self >= .v2_2_IV0 ? 1 : 0
    }

    /// The version of Fetch that followers send.
    package var fetchVersion: Int16 {
        let steps: [(InterBrokerProtocolVersion, Int16)] = [
            (.v3_9_IV0, 17), (.v3_7_IV4, 16), (.v3_5_IV1, 15), (.v3_5_IV0, 14), (.v3_1_IV0, 13),
            (.v2_7_IV1, 12), (.v2_3_IV1, 11), (.v2_1_IV2, 10), (.v2_0_IV1, 8), (.v1_1_IV0, 7),
            (.v0_11_0_IV1, 5), (.v0_11_0_IV0, 4), (.v0_10_1_IV1, 3), (.v0_10_0_IV0, 2),
            (.v0_9_0, 1),
        ]
        return steps.first { self >= $0.0 }?.1 ?? 0
    }

    /// The version of ControlledShutdown that a broker sends.
    package var controlledShutdownVersion: Int16 {
        if self >= .v2_4_IV1 { return 3 }
        if self >= .v2_2_IV0 { return 2 }
        return self >= .v0_9_0 ? 1 : 0
    }
}
