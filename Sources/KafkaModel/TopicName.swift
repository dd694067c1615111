/// The rules for names of topics (Kafka's `Topic` class).
package enum TopicName {
    /// The longest name, so that `<name>-<partition>` with a suffix stays a legal file name.
    package static let maximumLength = 249
    /// The topic that keeps committed offsets and group metadata.
    package static let consumerOffsets = "__consumer_offsets"
    /// The topic that keeps the state of transactions.
    package static let transactionState = "__transaction_state"

    /// Whether clients may not write to the topic, and whether `--exclude-internal` hides it.
    package static func isInternal(_ name: String) -> Bool {
        name == consumerOffsets || name == transactionState
    }

    package static func isLegal(_ name: String) -> Bool { problem(of: name) == nil }

    /// Why a topic may not have this name, in the words that Kafka's clients show; `nil` if it may.
    package static func problem(of name: String) -> String? {
        if name.isEmpty { return "Topic name is invalid: the empty string is not allowed" }
        if name == "." || name == ".." { return "Topic name is invalid: '\(name)' is not allowed" }
        if name.utf16.count > maximumLength {
            return "Topic name is invalid: the length of '\(name)' is longer than the max allowed "
                + "length \(maximumLength)"
        }
        guard name.utf8.allSatisfy(isLegalCharacter) else {
            return "Topic name is invalid: '\(name)' contains one or more characters other than "
                + "ASCII alphanumerics, '.', '_' and '-'"
        }
        return nil
    }

    /// Whether the name could collide with another in metric names, where `.` becomes `_`.
    package static func hasCollisionCharacters(_ name: String) -> Bool {
        name.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    }

    /// Whether two names are equal once every `.` is read as `_`: such topics may not coexist.
    package static func collide(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { folded($0) == folded($1) }
    }

    private static func folded(_ character: UInt8) -> UInt8 {
        character == UInt8(ascii: ".") ? UInt8(ascii: "_") : character
    }

    private static func isLegalCharacter(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
