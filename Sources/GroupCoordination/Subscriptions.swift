import Bytes
import KafkaProtocol

/// Reads to which topics a group of consumers subscribes.
enum Subscriptions {
    /// The topics of all members; `nil` for a group that is not of consumers, has no protocol, or
    /// whose metadata is not understood: then nothing counts as unsubscribed. An empty group of
    /// consumers subscribes to nothing.
    static func topics(of group: ClassicGroup) -> Set<String>? {
        guard group.protocolType == "consumer" else { return nil }
        guard !group.isEmptyOfMembers else { return [] }
        guard let name = group.protocolName else { return nil }
        var topics: Set<String> = []
        for member in group.orderedMembers {
            guard let own = Self.topics(in: member.metadata(for: name)) else { return nil }
            topics.formUnion(own)
        }
        return topics
    }

    /// The topics of one member's metadata: a version and a subscription of that version. Later
    /// versions begin as the last one known does.
    static func topics(in metadata: [UInt8]) -> [String]? {
        var reader = ByteReader(copying: metadata)
        guard let version = try? reader.int16(), version >= 0 else { return nil }
        let known = min(version, ConsumerProtocolSubscription.validVersions.upperBound)
        return try? ConsumerProtocolSubscription(from: &reader, version: known).topics
    }
}
