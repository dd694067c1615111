import KafkaModel

/// The APIs that a broker serves, each with its versions: what it advertises and what it accepts.
package struct SupportedVersions: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package let key: APIKey
        package let versions: ClosedRange<Int16>
    }

    /// In the order of the API numbers, the order in which Kafka lists them.
    package let entries: [Entry]
    /// By API number.
    private let table: [ClosedRange<Int16>?]

    private init(_ entries: [Entry]) {
        self.entries = entries.sorted { $0.key.rawValue < $1.key.rawValue }
        var table: [ClosedRange<Int16>?] = []
        for entry in self.entries {
            while table.count <= Int(entry.key.rawValue) { table.append(nil) }
            table[Int(entry.key.rawValue)] = entry.versions
        }
        self.table = table
    }

    /// All that Kafka 3.9 in ZooKeeper mode advertises.
    package static let all = SupportedVersions(serving: APIKey.allCases)

    /// `keys` in all their versions.
    package init(serving keys: some Sequence<APIKey>) {
        self.init(Set(keys).map { Entry(key: $0, versions: $0.validVersions) })
    }

    /// `nil` if the API is not served.
    package subscript(key: APIKey) -> ClosedRange<Int16>? {
        let index = Int(key.rawValue)
        return index < table.count ? table[index] : nil
    }

    package func contains(_ key: APIKey, version: Int16) -> Bool {
        self[key]?.contains(version) ?? false
    }

    /// The lines of an ApiVersions answer.
    package var apiVersions: [ApiVersionsResponse.ApiVersion] {
        entries.map {
            ApiVersionsResponse.ApiVersion(
                apiKey: $0.key.rawValue, minVersion: $0.versions.lowerBound,
                maxVersion: $0.versions.upperBound)
        }
    }
}
