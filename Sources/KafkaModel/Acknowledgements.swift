/// How many replicas must have a record before the producer is answered (`acks`).
package enum Acknowledgements: Int16, Hashable, Sendable {
    /// No answer at all.
    case none = 0
    /// Once the leader has written it.
    case leader = 1
    /// Once every in-sync replica has it, and there are at least `min.insync.replicas` of them.
    case all = -1
}
