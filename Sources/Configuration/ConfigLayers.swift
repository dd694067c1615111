/// A broker's settings at their four levels: dynamic for this broker, dynamic for the cluster, the
/// file, and the defaults. The first level that has a setting wins.
package struct ConfigLayers: Equatable, Sendable {
    /// From `/config/brokers/<id>`.
    package var dynamicBroker: [String: String] = [:]
    /// From `/config/brokers/<default>`.
    package var dynamicDefault: [String: String] = [:]
    /// From the file and the command line.
    package let file: [String: String]

    package init(file: [String: String]) { self.file = file }

    /// The texts that are set at any level, defaults left out.
    package var explicit: [String: String] {
        file.merging(dynamicDefault) { $1 }.merging(dynamicBroker) { $1 }
    }

    /// The value that holds for `name`: set, or the default of its key; `nil` for neither.
    package func value(of name: String) -> ConfigValue? {
        guard let key = BrokerConfigSchema.schema[name] else { return nil }
        let text = dynamicBroker[name] ?? dynamicDefault[name] ?? file[name]
        guard let text, let value = try? key.parse(text) else { return key.defaultValue }
        return value
    }

    /// Everything that is set for `name` or for a weaker setting that can stand for it, the
    /// strongest first; levels go before names. What stands before the first entry of `name` itself
    /// is left out, as Kafka leaves it out.
    package func synonyms(of name: String) -> [ConfigDescription.Synonym] {
        let names = BrokerConfigSchema.synonyms(of: name)
        let isSensitive = Self.isSensitive(name)
        var found: [ConfigDescription.Synonym] = []
        let levels: [(ConfigSource, (String) -> String?)] = [
            (.dynamicBroker, { dynamicBroker[$0] }),
            (.dynamicDefaultBroker, { dynamicDefault[$0] }),
            (.staticBroker, { file[$0] }),
            (.defaultValue, { BrokerConfigSchema.schema[$0]?.defaultText }),
        ]
        for (source, text) in levels {
            for synonym in names {
                guard let value = text(synonym) else { continue }
                found.append(
                    .init(name: synonym, value: isSensitive ? nil : value, source: source))
            }
        }
        return Array(found.drop { $0.name != name })
    }

    /// One row of a broker's DescribeConfigs response; `nil` for a name that is neither known nor
    /// set.
    package func description(of name: String) -> ConfigDescription? {
        let key = BrokerConfigSchema.schema[name]
        guard key != nil || explicit[name] != nil else { return nil }
        let synonyms = synonyms(of: name)
        let isSensitive = Self.isSensitive(name)
        return ConfigDescription(
            name: name,
            value: isSensitive ? nil : value(of: name)?.text ?? explicit[name],
            source: synonyms.first?.source ?? .defaultValue,
            isReadOnly: key.map { $0.update == .readOnly } ?? true,
            isSensitive: isSensitive, type: key?.type ?? .string,
            documentation: key?.text ?? "", synonyms: synonyms)
    }

    /// The rows of a DescribeConfigs response that names no settings, sorted by name.
    package var descriptions: [ConfigDescription] {
        let names = Set(BrokerConfigSchema.schema.keys.map(\.name)).union(explicit.keys)
        return names.sorted().compactMap(description(of:))
    }

    /// Whether a setting is kept from everybody: passwords, and names that are not known.
    private static func isSensitive(_ name: String) -> Bool {
        if let key = BrokerConfigSchema.schema[name] { return key.isSensitive }
        return true
    }
}
