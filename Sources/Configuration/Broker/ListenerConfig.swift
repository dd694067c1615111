import KafkaModel

/// Where a broker listens, and under which addresses it is known.
package struct ListenerConfig: Equatable, Sendable {
    /// What to bind. Port 0: any free one. Blank host: every interface.
    package let listeners: [Endpoint]
    /// What goes to ZooKeeper and to clients: no blank host, but port 0 where the bound one is not
    /// known yet (``advertised(boundPorts:)``).
    package let advertised: [Endpoint]
    /// The listener on which brokers talk to each other.
    package let interBroker: ListenerName
    /// The listener that takes only requests of the controller; `nil`: no separate one.
    package let controlPlane: ListenerName?

    /// ``advertised`` with the ports that were bound where the configuration leaves them open.
    package func advertised(boundPorts: [ListenerName: UInt16]) -> [Endpoint] {
        advertised.map { endpoint in
            var endpoint = endpoint
            if endpoint.port == 0 { endpoint.port = boundPorts[endpoint.listener] ?? 0 }
            return endpoint
        }
    }
}

/// Reads and checks the settings of listeners, collecting what is wrong.
struct ListenerSettings {
    private let settings: SettingReader
    private(set) var problems: [String] = []

    init(_ settings: SettingReader) { self.settings = settings }

    /// The listeners, complete only if ``problems`` stays empty.
    mutating func read(canonicalHostName: () -> String) -> ListenerConfig {
        let protocols = securityProtocols()
        let listeners = endpoints(settings.text("listeners"), "listeners", protocols)
        check(listeners)
        let controlPlane = settings.optionalText("control.plane.listener.name")
            .map(ListenerName.init)
        let advertised = advertisedEndpoints(listeners, protocols, controlPlane)
        let interBroker = interBrokerListener(protocols, advertised)
        checkControlPlane(controlPlane, listeners, interBroker)
        return ListenerConfig(
            listeners: listeners,
            advertised: advertised.map { endpoint in
                var endpoint = endpoint
                if endpoint.host.isEmpty { endpoint.host = canonicalHostName() }
                return endpoint
            },
            interBroker: interBroker, controlPlane: controlPlane)
    }

    private mutating func securityProtocols() -> [ListenerName: SecurityProtocol] {
        var map: [ListenerName: SecurityProtocol] = [:]
        for pair in Self.elements(settings.text("listener.security.protocol.map")) {
            let parts = pair.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let known = SecurityProtocol(name: String(parts[1])) else {
                problems.append(
                    "listener.security.protocol.map: \(pair) is not LISTENER:PROTOCOL with one of "
                        + SecurityProtocol.allCases.map(\.name).joined(separator: ", "))
                continue
            }
            map[ListenerName(String(parts[0]))] = known
        }
        return map
    }

    private mutating func endpoints(
        _ text: String, _ setting: String, _ protocols: [ListenerName: SecurityProtocol]
    ) -> [Endpoint] {
        var result: [Endpoint] = []
        for element in Self.elements(text) {
            guard let parts = Endpoint.split(element) else {
                problems.append("\(setting): \(element) is not NAME://host:port")
                continue
            }
            let name = ListenerName(parts.name)
            guard let securityProtocol = protocols[name] else {
                problems.append(
                    "\(setting): listener \(name) is not in listener.security.protocol.map")
                continue
            }
            if result.contains(where: { $0.listener == name }) {
                problems.append("\(setting): listener \(name) stands twice")
                continue
            }
            result.append(
                Endpoint(
                    listener: name, host: parts.host, port: parts.port,
                    securityProtocol: securityProtocol))
        }
        return result
    }

    private mutating func check(_ listeners: [Endpoint]) {
        if listeners.isEmpty && problems.isEmpty {
            problems.append("listeners: at least one listener is needed")
        }
        for endpoint in listeners where endpoint.securityProtocol != .plaintext {
            problems.append(
                "listeners: \(endpoint.listener) uses \(endpoint.securityProtocol), which this "
                    + "broker does not serve; only PLAINTEXT listeners can be used")
        }
        for (place, endpoint) in listeners.enumerated() where endpoint.port != 0 {
            let sharing = listeners[..<place].filter { $0.port == endpoint.port }
            let mayShare =
                sharing.count == 1
                && sharing.allSatisfy { $0.host.contains(":") != endpoint.host.contains(":") }
            if !sharing.isEmpty && !mayShare {
                problems.append("listeners: port \(endpoint.port) stands twice")
            }
        }
    }

    private mutating func advertisedEndpoints(
        _ listeners: [Endpoint], _ protocols: [ListenerName: SecurityProtocol],
        _ controlPlane: ListenerName?
    ) -> [Endpoint] {
        guard let text = settings.optionalText("advertised.listeners"), !text.isEmpty else {
            let shown = listeners.filter { $0.listener != controlPlane }
            for endpoint in shown where Self.isMetaAddress(endpoint.host) {
                problems.append(
                    "advertised.listeners: must be set, since listener \(endpoint.listener) binds "
                        + "\(endpoint.host), which no client can reach")
            }
            return listeners
        }
        let advertised = endpoints(text, "advertised.listeners", protocols)
        for endpoint in advertised {
            if !listeners.contains(where: { $0.listener == endpoint.listener }) {
                problems.append(
                    "advertised.listeners: listener \(endpoint.listener) is not in listeners")
            }
            if Self.isMetaAddress(endpoint.host) {
                problems.append(
                    "advertised.listeners: no client can reach \(endpoint.host)")
            }
        }
        return advertised
    }

    private mutating func interBrokerListener(
        _ protocols: [ListenerName: SecurityProtocol], _ advertised: [Endpoint]
    ) -> ListenerName {
        let named = settings.optionalText("inter.broker.listener.name")
        let name = ListenerName(named ?? settings.text("security.inter.broker.protocol"))
        if advertised.contains(where: { $0.listener == name }) { return name }
        let setting = named == nil ? "security.inter.broker.protocol" : "inter.broker.listener.name"
        if problems.isEmpty {
            problems.append("\(setting): no advertised listener has the name \(name)")
        }
        return name
    }

    private mutating func checkControlPlane(
        _ controlPlane: ListenerName?, _ listeners: [Endpoint], _ interBroker: ListenerName
    ) {
        guard let controlPlane else { return }
        if !listeners.contains(where: { $0.listener == controlPlane }) {
            problems.append("control.plane.listener.name: \(controlPlane) is not in listeners")
        }
        if controlPlane == interBroker {
            problems.append(
                "control.plane.listener.name: must differ from the listener between brokers, "
                    + interBroker.value)
        }
    }

    private static func isMetaAddress(_ host: String) -> Bool {
        host == "0.0.0.0" || host == "::"
    }

    private static func elements(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).javaTrimmed }.filter { !$0.isEmpty }
    }
}
