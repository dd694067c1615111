extension BrokerConfigSchema {
    /// Keys, certificates and protocols of TLS listeners.
    package static let tls: [ConfigKey] = [
        ConfigKey(
            "ssl.allow.dn.changes", .boolean, "false", .any, .low, .readOnly,
            "Allow DN change on key store update"),
        ConfigKey(
            "ssl.allow.san.changes", .boolean, "false", .any, .low, .readOnly,
            "Allow SAN change on key store update"),
        ConfigKey(
            "ssl.cipher.suites", .list, "", .any, .low, .perBroker,
            "Allowed cipher suites; empty = all"),
        ConfigKey(
            "ssl.client.auth", .string, "none", .oneOf(["required", "requested", "none"]), .low,
            .perBroker,
            "Client certificate demand"),
        ConfigKey(
            "ssl.enabled.protocols", .list, "TLSv1.2,TLSv1.3", .any, .low, .perBroker,
            "Enabled TLS protocols"),
        ConfigKey(
            "ssl.endpoint.identification.algorithm", .string, "https", .any, .low, .perBroker,
            "Host name check for outgoing connections; empty disables"),
        ConfigKey(
            "ssl.engine.factory.class", .className, nil, .any, .low, .perBroker,
            "SslEngineFactory class"),
        ConfigKey(
            "ssl.key.password", .password, nil, .any, .low, .perBroker,
            "Private key password"),
        ConfigKey(
            "ssl.keymanager.algorithm", .string, "SunX509", .any, .low, .perBroker,
            "Key manager algorithm (JVM default shown)"),
        ConfigKey(
            "ssl.keystore.certificate.chain", .password, nil, .any, .low, .perBroker,
            "PEM chain inline"),
        ConfigKey(
            "ssl.keystore.key", .password, nil, .any, .low, .perBroker,
            "PEM private key inline"),
        ConfigKey(
            "ssl.keystore.location", .string, nil, .any, .low, .perBroker,
            "Key store file"),
        ConfigKey(
            "ssl.keystore.password", .password, nil, .any, .low, .perBroker,
            "Key store password"),
        ConfigKey(
            "ssl.keystore.type", .string, "JKS", .any, .low, .perBroker,
            "JKS, PKCS12 or PEM"),
        ConfigKey(
            "ssl.principal.mapping.rules", .string, "DEFAULT", .any, .low, .readOnly,
            "Rules from DN to short name"),
        ConfigKey(
            "ssl.protocol", .string, "TLSv1.3", .any, .low, .perBroker,
            "TLS protocol"),
        ConfigKey(
            "ssl.provider", .string, nil, .any, .low, .perBroker,
            "JCA provider for TLS"),
        ConfigKey(
            "ssl.secure.random.implementation", .string, nil, .any, .low, .perBroker,
            "SecureRandom name"),
        ConfigKey(
            "ssl.trustmanager.algorithm", .string, "PKIX", .any, .low, .perBroker,
            "Trust manager algorithm (JVM default shown)"),
        ConfigKey(
            "ssl.truststore.certificates", .password, nil, .any, .low, .perBroker,
            "PEM trusted certificates inline"),
        ConfigKey(
            "ssl.truststore.location", .string, nil, .any, .low, .perBroker,
            "Trust store file"),
        ConfigKey(
            "ssl.truststore.password", .password, nil, .any, .low, .perBroker,
            "Trust store password"),
        ConfigKey(
            "ssl.truststore.type", .string, "JKS", .any, .low, .perBroker,
            "JKS, PKCS12 or PEM"),
    ]
}
