/// Up to where a consumer may read.
package enum IsolationLevel: Int8, Hashable, Sendable {
    /// Up to the high watermark.
    case readUncommitted = 0
    /// Up to the last stable offset: nothing of open transactions.
    case readCommitted = 1
}
