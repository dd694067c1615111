/// What AlterConfigs may change of a running broker.
package enum DynamicUpdate {
    /// What is wrong with dynamic settings, in the words that Kafka's clients show; `nil` when nothing
    /// is. `current` is the broker's configuration before the change, `isClusterDefault` tells whether
    /// the settings are meant for all brokers.
    package static func problem(
        with settings: [String: String], isClusterDefault: Bool, current: ConfigLayers
    ) -> String? {
        let names = settings.keys.sorted()
        let fixed = names.filter { updateMode(of: $0) == .readOnly }
        guard fixed.isEmpty else {
            return "Cannot update these configs dynamically: Set(\(fixed.joined(separator: ", ")))"
        }
        if isClusterDefault {
            let single = names.filter { updateMode(of: $0) == .perBroker }
            guard single.isEmpty else {
                return "Cannot update these configs at default cluster level, broker id must be "
                    + "specified: Set(\(single.joined(separator: ", ")))"
            }
        }
        for name in names {
            guard let key = BrokerConfigSchema.schema[name], let text = settings[name] else {
                continue
            }
            if let problem = key.problem(with: text) { return problem }
            if let problem = threadCountProblem(name, text, current) { return problem }
            if let problem = cleanerThreadsProblem(name, text, current) { return problem }
        }
        return nil
    }

    /// Names that are not known are taken as they are, as plug-ins may read them.
    private static func updateMode(of name: String) -> ConfigUpdateMode {
        if let key = BrokerConfigSchema.schema[name] { return key.update }
        guard name.hasPrefix("listener.name."),
            let base = name.split(separator: ".", maxSplits: 3).last,
            let key = BrokerConfigSchema.schema[String(base)]
        else { return .clusterWide }
        return key.update == .readOnly ? .readOnly : .perBroker
    }

    private static let threadCounts: Set = [
        "num.network.threads", "num.io.threads", "num.replica.fetchers",
        "num.recovery.threads.per.data.dir", "background.threads",
    ]

    /// The same rule in the words of the cleaner.
    private static func cleanerThreadsProblem(
        _ name: String, _ text: String, _ current: ConfigLayers
    ) -> String? {
        guard name == "log.cleaner.threads", let before = current.value(of: name)?.integer,
            let after = Int64(text.javaTrimmed)
        else { return nil }
        if after < 1 { return "Log cleaner threads should be at least 1" }
        if after < before / 2 {
            return "Log cleaner threads cannot be reduced to less than half the current value "
                + "\(before)"
        }
        if after > before * 2 {
            return "Log cleaner threads cannot be increased to more than double the current value "
                + "\(before)"
        }
        return nil
    }

    /// The number of threads of a pool at most doubles or halves in one step.
    private static func threadCountProblem(_ name: String, _ text: String, _ current: ConfigLayers)
        -> String?
    {
        guard threadCounts.contains(name), let before = current.value(of: name)?.integer,
            let after = Int64(text.javaTrimmed), after != before
        else { return nil }
        let change = "Dynamic thread count update validation failed for \(name)=\(after)"
        if after <= 0 { return "\(change): value should be at least 1" }
        if after < before / 2 {
            return "\(change): value should be at least half the current value \(before)"
        }
        if after > before * 2 {
            return "\(change): value should not be greater than double the current value \(before)"
        }
        return nil
    }
}
