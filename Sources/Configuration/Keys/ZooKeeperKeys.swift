extension BrokerConfigSchema {
    /// How the broker reaches ZooKeeper.
    package static let zooKeeper: [ConfigKey] = [
        ConfigKey(
            "needletail.zookeeper.max.in.flight.reads", .int, "1000", .atLeast(1), .low, .readOnly,
            "Max unanswered reads of many znodes at once, as when a controller takes office; all "
                + "other requests are bounded by zookeeper.max.in.flight.requests"),
        ConfigKey(
            "zookeeper.clientCnxnSocket", .string, nil, .any, .low, .readOnly,
            "Java client socket class (Netty needed for TLS)"),
        ConfigKey(
            "zookeeper.connect", .string, nil, .any, .high, .readOnly,
            "ZooKeeper host:port list with optional chroot suffix; required in this mode"),
        ConfigKey(
            "zookeeper.connection.timeout.ms", .int, nil, .any, .high, .readOnly,
            "Max wait for the first ZooKeeper connection; unset = session timeout"),
        ConfigKey(
            "zookeeper.max.in.flight.requests", .int, "10", .atLeast(1), .medium, .readOnly,
            "Max unanswered ZooKeeper requests"),
        ConfigKey(
            "zookeeper.session.timeout.ms", .int, "18000", .any, .high, .readOnly,
            "ZooKeeper session timeout"),
        ConfigKey(
            "zookeeper.set.acl", .boolean, "false", .any, .high, .readOnly,
            "Create znodes with restrictive ACLs"),
        ConfigKey(
            "zookeeper.ssl.cipher.suites", .list, nil, .any, .low, .readOnly,
            "Enabled cipher suites; unset = JVM default"),
        ConfigKey(
            "zookeeper.ssl.client.enable", .boolean, "false", .any, .low, .readOnly,
            "Use TLS towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.crl.enable", .boolean, "false", .any, .low, .readOnly,
            "CRL check towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.enabled.protocols", .list, nil, .any, .low, .readOnly,
            "TLS protocols enabled towards ZooKeeper; unset: zookeeper.ssl.protocol"),
        ConfigKey(
            "zookeeper.ssl.endpoint.identification.algorithm", .string, "HTTPS", .any, .low,
            .readOnly,
            "Host name check towards ZooKeeper; empty disables"),
        ConfigKey(
            "zookeeper.ssl.keystore.location", .string, nil, .any, .low, .readOnly,
            "Client key store towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.keystore.password", .password, nil, .any, .low, .readOnly,
            "Password of the key store towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.keystore.type", .string, nil, .any, .low, .readOnly,
            "Type of the key store towards ZooKeeper; unset: by file suffix (.jks, .pem, .p12)"),
        ConfigKey(
            "zookeeper.ssl.ocsp.enable", .boolean, "false", .any, .low, .readOnly,
            "OCSP check towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.protocol", .string, "TLSv1.2", .any, .low, .readOnly,
            "TLS protocol towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.truststore.location", .string, nil, .any, .low, .readOnly,
            "Trust store towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.truststore.password", .password, nil, .any, .low, .readOnly,
            "Password of the trust store towards ZooKeeper"),
        ConfigKey(
            "zookeeper.ssl.truststore.type", .string, nil, .any, .low, .readOnly,
            "Type of the trust store towards ZooKeeper; unset: by file suffix"),
    ]
}
