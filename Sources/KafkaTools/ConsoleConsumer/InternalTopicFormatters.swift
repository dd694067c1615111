/// The formatter for an internal topic that a class name names, without its package; `nil` for
/// other names.
func internalTopicFormatter(_ name: String) -> (any MessageFormatter)? {
    nil
}
