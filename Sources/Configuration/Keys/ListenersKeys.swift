extension BrokerConfigSchema {
    /// Where the broker listens, and under which addresses it is known.
    package static let listeners: [ConfigKey] = [
        ConfigKey(
            "advertised.listeners", .string, nil, .any, .high, .perBroker,
            "Listeners published to clients; unset = listeners (0.0.0.0 not allowed here)"),
        ConfigKey(
            "control.plane.listener.name", .string, nil, .any, .high, .readOnly,
            "Listener used only for controller-to-broker requests; unset = no separate plane"),
        ConfigKey(
            "early.start.listeners", .string, nil, .any, .medium, .readOnly,
            "Listeners that may start before authorization is ready"),
        ConfigKey(
            "inter.broker.listener.name", .string, nil, .any, .high, .readOnly,
            "Listener used between brokers"),
        ConfigKey(
            "listener.security.protocol.map", .string,
            "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT", .any,
            .medium, .perBroker,
            "Listener name to security protocol map"),
        ConfigKey(
            "listeners", .string, "PLAINTEXT://:9092", .any, .high, .perBroker,
            "Comma list of NAME://host:port to bind; empty host = default"
                + " interface, 0.0.0.0 = all"),
        ConfigKey(
            "security.inter.broker.protocol", .string, "PLAINTEXT",
            .oneOf(["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]), .medium, .readOnly,
            "Protocol between brokers; exclusive with inter.broker.listener.name"),
    ]
}
