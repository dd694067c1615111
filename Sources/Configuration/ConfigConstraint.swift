/// Which values of its type a setting accepts.
package enum ConfigConstraint: Equatable, Sendable {
    case any
    /// A number not below this.
    case atLeast(Int64)
    /// A number in this range, ends included.
    case between(Int64, Int64)
    /// A number in this range, ends included, or -1.
    case betweenOrMinusOne(Int64, Int64)
    /// One of these texts, exactly.
    case oneOf([String])
    /// A list whose every element is one of these.
    case listOf([String])
    case notEmpty
    /// A release such as `2.8`, `2.8-IV1` or `3.9-IV0`.
    case release
    /// `*`, or a list of `partition:broker`.
    case replicaList

    /// Throws when `value` is not accepted, in the words that Kafka's clients show.
    package func check(_ value: ConfigValue, of name: String) throws(ConfigValueError) {
        switch self {
        case .any:
            return
        case .atLeast(let least):
            if value.isBelow(least) { throw ConfigValueError("Value must be at least \(least)") }
        case .between(let least, let most):
            try Self.checkRange(value, least, most)
        case .betweenOrMinusOne(let least, let most):
            guard value.integer != -1, value.isBelow(least) || value.isAbove(most) else { return }
            throw ConfigValueError("Value must be between \(least) and \(most) or equal to -1")
        case .oneOf(let choices):
            try Self.checkChoice(value.text ?? "", choices)
        case .listOf(let choices):
            guard case .list(let elements) = value else { return }
            for element in elements { try Self.checkChoice(element, choices) }
        case .notEmpty:
            if value.text == "" { throw ConfigValueError("String must be non-empty") }
        case .release:
            try Self.checkRelease(value.text ?? "")
        case .replicaList:
            try Self.checkReplicas(value, name)
        }
    }

    private static func checkRange(_ value: ConfigValue, _ least: Int64, _ most: Int64)
        throws(ConfigValueError)
    {
        if value.isBelow(least) { throw ConfigValueError("Value must be at least \(least)") }
        if value.isAbove(most) { throw ConfigValueError("Value must be no more than \(most)") }
    }

    private static func checkChoice(_ text: String, _ choices: [String]) throws(ConfigValueError) {
        guard !choices.contains(text) else { return }
        throw ConfigValueError("String must be one of: \(choices.joined(separator: ", "))")
    }

    private static func checkRelease(_ text: String) throws(ConfigValueError) {
        guard Release(text) == nil else { return }
        throw ConfigValueError("Version `\(text)` is not a valid version.")
    }

    private static func checkReplicas(_ value: ConfigValue, _ name: String)
        throws(ConfigValueError)
    {
        guard case .list(let elements) = value, !elements.isEmpty, elements != ["*"] else { return }
        let isPair = { (text: String) in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { UInt32($0) != nil }
        }
        guard !elements.allSatisfy(isPair) else { return }
        throw ConfigValueError(
            "\(name) must be the literal '*' or a list of replicas in the following format: "
                + "[partitionId]:[brokerId],[partitionId]:[brokerId],...")
    }

    /// How the reference page shows the accepted values; empty for ``any``.
    package var summary: String {
        switch self {
        case .any: ""
        case .atLeast(let least): "at least \(least)"
        case .between(let least, let most): "\(least) to \(most)"
        case .betweenOrMinusOne(let least, let most): "\(least) to \(most), or -1"
        case .oneOf(let choices): choices.joined(separator: ", ")
        case .listOf(let choices): "list of \(choices.joined(separator: ", "))"
        case .notEmpty: "not empty"
        case .release: "a release such as 2.8 or 3.9-IV0"
        case .replicaList: "`*`, or a list of partition:broker"
        }
    }
}

extension ConfigValue {
    fileprivate func isBelow(_ least: Int64) -> Bool {
        if case .double(let value) = self { return value < Double(least) }
        return integer.map { $0 < least } ?? false
    }

    fileprivate func isAbove(_ most: Int64) -> Bool {
        if case .double(let value) = self { return value > Double(most) }
        return integer.map { $0 > most } ?? false
    }
}
