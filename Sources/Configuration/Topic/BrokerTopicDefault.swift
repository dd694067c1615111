/// What a broker's settings say for a topic that does not set its own. Some have weaker forms in
/// larger units, which hold while the stronger ones are unset.
enum BrokerTopicDefault {
    /// The value for the topic's setting whose broker setting is `name`; `nil` when none is set and
    /// none has a default.
    static func value(of name: String, _ broker: ConfigLayers) -> ConfigValue? {
        let number = { (name: String) in broker.value(of: name)?.integer }
        switch name {
        case "log.retention.ms":
            return .long(retention(number))
        case "log.roll.ms":
            return .long(number(name) ?? hours(number("log.roll.hours") ?? 168))
        case "log.roll.jitter.ms":
            return .long(number(name) ?? hours(number("log.roll.jitter.hours") ?? 0))
        case "log.flush.interval.ms":
            return .long(number(name) ?? number("log.flush.scheduler.interval.ms") ?? .max)
        default:
            return broker.value(of: name)
        }
    }

    private static func retention(_ number: (String) -> Int64?) -> Int64 {
        if let milliseconds = number("log.retention.ms") { return max(milliseconds, -1) }
        if let minutes = number("log.retention.minutes") {
            return minutes < 0 ? -1 : minutes * 60_000
        }
        let whole = number("log.retention.hours") ?? 168
        return whole < 0 ? -1 : hours(whole)
    }

    /// Hours come from settings of type int, so that the product fits.
    private static func hours(_ count: Int64) -> Int64 { count * 3_600_000 }
}
