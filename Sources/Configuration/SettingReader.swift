import KafkaModel

/// Reads settings that have been checked: asking for a name or a type that the tables do not declare
/// is broken logic, not a mistake of an operator.
struct SettingReader {
    private let read: (String) -> ConfigValue?

    init(_ read: @escaping (String) -> ConfigValue?) { self.read = read }

    func optionalInteger(_ name: String) -> Int64? { read(name)?.integer }

    func integer(_ name: String) -> Int64 {
        guard let value = optionalInteger(name) else {
            preconditionFailure("\(name) is no number with a default")
        }
        return value
    }

    /// For settings of type int and short, and for long ones that count things in memory.
    func int(_ name: String) -> Int { Int(integer(name)) }
    func int32(_ name: String) -> Int32 { Int32(clamping: integer(name)) }
    func milliseconds(_ name: String) -> Duration { .milliseconds(integer(name)) }
    func seconds(_ name: String) -> Duration { .seconds(integer(name)) }

    func boolean(_ name: String) -> Bool {
        guard case .boolean(let value) = read(name) else {
            preconditionFailure("\(name) is no boolean")
        }
        return value
    }

    func double(_ name: String) -> Double {
        guard case .double(let value) = read(name) else {
            preconditionFailure("\(name) is no double")
        }
        return value
    }

    /// `nil` when unset.
    func optionalText(_ name: String) -> String? { read(name)?.text }

    func text(_ name: String) -> String { optionalText(name) ?? "" }

    func list(_ name: String) -> [String] {
        guard case .list(let values) = read(name) else { return [] }
        return values
    }
}
