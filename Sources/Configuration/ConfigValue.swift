/// A setting's value of the type that its key declares.
package enum ConfigValue: Equatable, Sendable {
    case boolean(Bool)
    case string(String)
    case int(Int32)
    case short(Int16)
    case long(Int64)
    case double(Double)
    case list([String])
    case className(String)
    case password(String)

    /// Reads `text` as Kafka does: surrounding blanks do not count (except in a password), booleans
    /// are `true` and `false` in any case, lists are parted by commas.
    ///
    /// Throws what is wrong, without the setting's name.
    package init(_ text: String, as type: ConfigType) throws(ConfigValueError) {
        let trimmed = text.javaTrimmed
        switch type {
        case .boolean: self = try Self.boolean(from: trimmed)
        case .int: self = .int(try Self.number(trimmed, type))
        case .short: self = .short(try Self.number(trimmed, type))
        case .long: self = .long(try Self.number(trimmed, type))
        case .double: self = try Self.double(from: trimmed)
        case .list: self = .list(Self.list(from: trimmed))
        case .string: self = .string(trimmed)
        case .className: self = .className(trimmed)
        case .password: self = .password(text)
        }
    }

    private static func boolean(from text: String) throws(ConfigValueError) -> ConfigValue {
        switch text.lowercased() {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: throw ConfigValueError("Expected value to be either true or false")
        }
    }

    private static func number<T: FixedWidthInteger>(_ text: String, _ type: ConfigType)
        throws(ConfigValueError) -> T
    {
        guard let value = T(text) else {
            throw ConfigValueError("Not a number of type \(type.name)")
        }
        return value
    }

    private static func double(from text: String) throws(ConfigValueError) -> ConfigValue {
        guard let value = Double(text), value.isFinite else {
            throw ConfigValueError("Not a number of type DOUBLE")
        }
        return .double(value)
    }

    private static func list(from text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0).javaTrimmed }
    }

    /// The value as Kafka prints it in DescribeConfigs, but for passwords, which nothing prints.
    package var text: String? {
        switch self {
        case .boolean(let value): value ? "true" : "false"
        case .string(let value), .className(let value): value
        case .int(let value): String(value)
        case .short(let value): String(value)
        case .long(let value): String(value)
        case .double(let value): Self.javaText(of: value)
        case .list(let values): values.joined(separator: ",")
        case .password: nil
        }
    }

    /// Java writes large exponents as `E308`, Swift as `e+308`.
    private static func javaText(of value: Double) -> String {
        let text = String(describing: value)
        guard let exponent = text.firstIndex(of: "e") else { return text }
        var digits = text[text.index(after: exponent)...]
        if digits.hasPrefix("+") { digits = digits.dropFirst() }
        let mantissa = text[..<exponent]
        return "\(mantissa)\(mantissa.contains(".") ? "" : ".0")E\(digits)"
    }

    /// The number in an int, short or long; `nil` for other types.
    package var integer: Int64? {
        switch self {
        case .int(let value): Int64(value)
        case .short(let value): Int64(value)
        case .long(let value): value
        default: nil
        }
    }
}

/// Why a value does not fit its setting. The text is a sentence without the setting's name.
package struct ConfigValueError: Error, Equatable, Sendable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

extension String {
    /// Without the characters up to the blank at both ends: what Java's `trim` leaves.
    package var javaTrimmed: String {
        let bytes = utf8
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }),
            let last = bytes.lastIndex(where: { $0 > 0x20 })
        else { return "" }
        return String(self[first..<bytes.index(after: last)])
    }
}
