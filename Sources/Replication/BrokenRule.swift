/// A rule of replication that can be broken on purpose, to prove that the simulation would see it if
/// the code did. No program sets one.
package enum BrokenRule: String, Sendable, CaseIterable {
    /// A new follower cuts its log at its high watermark instead of where epochs part (KIP-101).
    case truncatingToHighWatermark = "truncating-to-high-watermark"
    /// Followers come in sync without having what is committed.
    case joiningInSyncReplicasTooEarly = "joining-in-sync-replicas-too-early"
    /// Appends with acks=all are acknowledged before the high watermark has passed them.
    case acknowledgingBeforeHighWatermark = "acknowledging-before-high-watermark"
    /// Fetches that name an older leader epoch are served.
    case answeringOldLeaderEpoch = "answering-old-leader-epoch"
}
