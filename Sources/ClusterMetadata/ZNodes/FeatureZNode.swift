/// `/feature`: the features of the cluster that are switched on. In ZooKeeper mode the list is
/// empty; the node exists because brokers and upgrades expect it.
package struct FeatureZNode: Equatable, Sendable {
    package static let path = "/feature"

    package struct FinalizedFeature: Equatable, Sendable {
        package var name: String
        /// Only in version 1 of the JSON.
        package var minimumLevel: Int32?
        package var maximumLevel: Int32
    }

    /// 1 or 2.
    package var version: Int32
    package var isEnabled: Bool
    package var features: [FinalizedFeature]

    package init(version: Int32 = 2, isEnabled: Bool = true, features: [FinalizedFeature] = []) {
        self.version = version
        self.isEnabled = isEnabled
        self.features = features
    }

    /// What a controller of that protocol version writes when there is no node.
    package init(for protocolVersion: InterBrokerProtocolVersion) {
        self.init(
            version: protocolVersion.featureVersion, isEnabled: protocolVersion.usesFeatures)
    }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        version = try json.int32("version")
        guard version == 1 || version == 2 else { throw .unsupportedVersion(Int64(version)) }
        switch try json.int64("status") {
        case 0: isEnabled = false
        case 1: isEnabled = true
        default: throw .invalidField("status")
        }
        features = []
        for member in try json.optionalMembers("features") {
            let maximum = try member.value.int32("max_version_level")
            guard maximum >= 1 else { throw .invalidField("max_version_level") }
            features.append(
                FinalizedFeature(
                    name: member.key,
                    minimumLevel: try member.value.optionalInt32("min_version_level"),
                    maximumLevel: maximum))
        }
    }

    package func encode() -> [UInt8] {
        let features = JSONValue.object(
            self.features.map { feature in
                var levels: [JSONValue.Member] = []
                if version == 1 {
                    levels.append(.init("min_version_level", JSONValue(feature.minimumLevel ?? 1)))
                }
                levels.append(.init("max_version_level", JSONValue(feature.maximumLevel)))
                return .init(feature.name, .object(levels))
            })
        return JSONValue.object([
            .init("features", features), .init("version", JSONValue(version)),
            .init("status", .integer(isEnabled ? 1 : 0)),
        ]).encoded()
    }
}
