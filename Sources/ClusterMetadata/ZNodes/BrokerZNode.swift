import KafkaModel

/// An address at which a broker can be reached.
package struct BrokerEndpoint: Equatable, Hashable, Sendable {
    /// Name of the listener, in capitals.
    package var listener: String
    /// Without the brackets of an IPv6 address. May be empty only before registration.
    package var host: String
    /// 0...65535.
    package var port: Int32
    package var securityProtocol: SecurityProtocol

    package init(
        listener: String, host: String, port: Int32, securityProtocol: SecurityProtocol = .plaintext
    ) {
        self.listener = listener
        self.host = host
        self.port = port
        self.securityProtocol = securityProtocol
    }

    /// `LISTENER://host:port`, IPv6 hosts in brackets.
    var text: String {
        "\(listener)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// Reads ``text``. Listener names without an entry in `protocols` are names of protocols.
    init?(_ text: String, protocols: [String: SecurityProtocol]) {
        guard let scheme = text.firstRange(of: "://"),
            let colon = text[scheme.upperBound...].lastIndex(of: ":"),
            let port = Int32(text[text.index(after: colon)...]), (0...65535).contains(port)
        else { return nil }
        let listener = String(text[..<scheme.lowerBound])
        guard let securityProtocol = protocols[listener] ?? SecurityProtocol(name: listener) else {
            return nil
        }
        var host = text[scheme.upperBound..<colon]
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        self.init(
            listener: listener, host: String(host), port: port, securityProtocol: securityProtocol)
    }
}

/// `/brokers/ids/<id>`: a live broker. Ephemeral; its czxid is the broker's epoch.
package struct BrokerZNode: Equatable, Sendable {
    package struct SupportedFeature: Equatable, Sendable {
        package var name: String
        package var minimumVersion: Int32
        package var maximumVersion: Int32
    }

    package var endpoints: [BrokerEndpoint]
    package var rack: String?
    /// -1 where there is none.
    package var jmxPort: Int32
    /// Milliseconds since 1970.
    package var timestamp: Int64
    /// Always empty for a broker in ZooKeeper mode.
    package var features: [SupportedFeature]
    /// The version of the JSON: 1...5.
    package var version: Int32

    package init(
        endpoints: [BrokerEndpoint], rack: String? = nil, jmxPort: Int32 = -1, timestamp: Int64,
        features: [SupportedFeature] = [], version: Int32 = 5
    ) {
        self.endpoints = endpoints
        self.rack = rack
        self.jmxPort = jmxPort
        self.timestamp = timestamp
        self.features = features
        self.version = version
    }

    package static func path(_ id: BrokerID) -> String { "\(MetadataPath.brokerIDs)/\(id)" }

    /// The endpoint that is also told in the fields `host` and `port`.
    private var plaintextEndpoint: BrokerEndpoint? {
        endpoints.first { $0.securityProtocol == .plaintext }
    }
}

extension BrokerZNode {
    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        version = try json.int32("version")
        guard version >= 1 else { throw .unsupportedVersion(Int64(version)) }
        jmxPort = try json.optionalInt32("jmx_port") ?? -1
        timestamp = json["timestamp"] == nil ? 0 : try json.int64Text("timestamp")
        rack = try json.optionalString("rack")
        endpoints = try Self.endpoints(json, version: version)
        features = try Self.features(json)
    }

    private static func endpoints(_ json: JSONValue, version: Int32) throws(ZNodeDecodeError)
        -> [BrokerEndpoint]
    {
        if version == 1 {
            let port = try json.int32("port")
            return [
                BrokerEndpoint(listener: "PLAINTEXT", host: try json.string("host"), port: port)
            ]
        }
        var protocols: [String: SecurityProtocol] = [:]
        for member in try json.optionalMembers("listener_security_protocol_map") {
            guard case .string(let name) = member.value, let known = SecurityProtocol(name: name)
            else { throw .invalidField("listener_security_protocol_map") }
            protocols[member.key] = known
        }
        var endpoints: [BrokerEndpoint] = []
        for element in try json.array("endpoints") {
            guard case .string(let text) = element,
                let endpoint = BrokerEndpoint(text, protocols: protocols)
            else { throw .invalidField("endpoints") }
            endpoints.append(endpoint)
        }
        return endpoints
    }

    private static func features(_ json: JSONValue) throws(ZNodeDecodeError) -> [SupportedFeature] {
        var features: [SupportedFeature] = []
        for member in try json.optionalMembers("features") {
            features.append(
                SupportedFeature(
                    name: member.key, minimumVersion: try member.value.int32("min_version"),
                    maximumVersion: try member.value.int32("max_version")))
        }
        return features
    }

    package func encode() -> [UInt8] {
        var members: [JSONValue.Member] = []
        if version >= 5 { members.append(.init("features", encodedFeatures)) }
        if version >= 4 {
            members.append(.init("listener_security_protocol_map", encodedProtocols))
        }
        if version >= 2 {
            members.append(.init("endpoints", .array(endpoints.map { .string($0.text) })))
        }
        if version >= 3, let rack { members.append(.init("rack", .string(rack))) }
        let plaintext = plaintextEndpoint
        members += [
            .init("jmx_port", JSONValue(jmxPort)),
            .init("port", JSONValue(plaintext?.port ?? -1)),
            .init("host", plaintext.map { .string($0.host) } ?? .null),
            .init("version", JSONValue(version)),
            .init("timestamp", .string(String(timestamp))),
        ]
        return JSONValue.object(members).encoded()
    }

    private var encodedProtocols: JSONValue {
        .object(endpoints.map { .init($0.listener, .string($0.securityProtocol.name)) })
    }

    private var encodedFeatures: JSONValue {
        .object(
            features.map {
                .init(
                    $0.name,
                    .object([
                        .init("min_version", JSONValue($0.minimumVersion)),
                        .init("max_version", JSONValue($0.maximumVersion)),
                    ]))
            })
    }
}
