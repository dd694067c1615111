/// A rule of the group coordinator that can be broken on purpose, to prove that the simulation would see
/// it if the code did. No program sets one.
package enum BrokenGroupRule: String, Sendable, CaseIterable {
    /// Commits are answered when the leader has them, whatever its followers have.
    case acknowledgingCommitsEarly = "acknowledging-commits-early"
    /// A member may commit under a generation that is over.
    case acceptingOldGenerations = "accepting-old-generations"
}
