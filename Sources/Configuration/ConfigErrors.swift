/// Everything that is wrong with a configuration, one plain line each: an operator sees all mistakes
/// at once.
package struct ConfigErrors: Error, Equatable, Sendable, CustomStringConvertible {
    /// Never empty.
    package let problems: [String]

    package init(_ problems: [String]) {
        precondition(!problems.isEmpty)
        self.problems = problems
    }

    package var description: String { problems.joined(separator: "\n") }
}
