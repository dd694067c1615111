extension BrokerConfigSchema {
    /// Authentication of clients and of brokers towards each other.
    package static let sasl: [ConfigKey] = [
        ConfigKey(
            "sasl.client.callback.handler.class", .className, nil, .any, .low, .readOnly,
            "Client callback handler"),
        ConfigKey(
            "sasl.enabled.mechanisms", .list, "GSSAPI", .any, .low, .perBroker,
            "SASL mechanisms accepted"),
        ConfigKey(
            "sasl.jaas.config", .password, nil, .any, .low, .perBroker,
            "JAAS entry (listener.name.X.mechanism.sasl.jaas.config)"),
        ConfigKey(
            "sasl.kerberos.kinit.cmd", .string, "/usr/bin/kinit", .any, .low, .perBroker,
            "Kinit path"),
        ConfigKey(
            "sasl.kerberos.min.time.before.relogin", .long, "60000", .any, .low, .perBroker,
            "Min pause between refreshes (ms)"),
        ConfigKey(
            "sasl.kerberos.principal.to.local.rules", .list, "DEFAULT", .any, .low, .perBroker,
            "Kerberos principal mapping rules"),
        ConfigKey(
            "sasl.kerberos.service.name", .string, nil, .any, .low, .perBroker,
            "Kerberos service name"),
        ConfigKey(
            "sasl.kerberos.ticket.renew.jitter", .double, "0.05", .any, .low, .perBroker,
            "Ticket refresh jitter"),
        ConfigKey(
            "sasl.kerberos.ticket.renew.window.factor", .double, "0.8", .any, .low, .perBroker,
            "Ticket refresh point"),
        ConfigKey(
            "sasl.login.callback.handler.class", .className, nil, .any, .low, .readOnly,
            "Login callback handler"),
        ConfigKey(
            "sasl.login.class", .className, nil, .any, .low, .readOnly,
            "Login class"),
        ConfigKey(
            "sasl.login.connect.timeout.ms", .int, nil, .any, .low, .readOnly,
            "OAuth provider connect timeout"),
        ConfigKey(
            "sasl.login.read.timeout.ms", .int, nil, .any, .low, .readOnly,
            "OAuth provider read timeout"),
        ConfigKey(
            "sasl.login.refresh.buffer.seconds", .short, "300", .any, .low, .perBroker,
            "OAuth buffer before expiry"),
        ConfigKey(
            "sasl.login.refresh.min.period.seconds", .short, "60", .any, .low, .perBroker,
            "OAuth min pause"),
        ConfigKey(
            "sasl.login.refresh.window.factor", .double, "0.8", .any, .low, .perBroker,
            "OAuth refresh point"),
        ConfigKey(
            "sasl.login.refresh.window.jitter", .double, "0.05", .any, .low, .perBroker,
            "OAuth refresh jitter"),
        ConfigKey(
            "sasl.login.retry.backoff.max.ms", .long, "10000", .any, .low, .readOnly,
            "OAuth retry back-off cap"),
        ConfigKey(
            "sasl.login.retry.backoff.ms", .long, "100", .any, .low, .readOnly,
            "OAuth retry back-off"),
        ConfigKey(
            "sasl.mechanism.inter.broker.protocol", .string, "GSSAPI", .any, .low, .perBroker,
            "SASL mechanism between brokers"),
        ConfigKey(
            "sasl.oauthbearer.clock.skew.seconds", .int, "30", .any, .low, .readOnly,
            "Allowed clock skew"),
        ConfigKey(
            "sasl.oauthbearer.expected.audience", .list, nil, .any, .low, .readOnly,
            "Expected audience"),
        ConfigKey(
            "sasl.oauthbearer.expected.issuer", .string, nil, .any, .low, .readOnly,
            "Expected issuer"),
        ConfigKey(
            "sasl.oauthbearer.jwks.endpoint.refresh.ms", .long, "3600000", .any, .low, .readOnly,
            "JWKS refresh period"),
        ConfigKey(
            "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", .long, "10000", .any, .low,
            .readOnly,
            "JWKS retry cap"),
        ConfigKey(
            "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", .long, "100", .any, .low, .readOnly,
            "JWKS retry back-off"),
        ConfigKey(
            "sasl.oauthbearer.jwks.endpoint.url", .string, nil, .any, .low, .readOnly,
            "JWKS endpoint"),
        ConfigKey(
            "sasl.oauthbearer.scope.claim.name", .string, "scope", .any, .low, .readOnly,
            "Scope claim"),
        ConfigKey(
            "sasl.oauthbearer.sub.claim.name", .string, "sub", .any, .low, .readOnly,
            "Subject claim"),
        ConfigKey(
            "sasl.oauthbearer.token.endpoint.url", .string, nil, .any, .low, .readOnly,
            "Token endpoint"),
        ConfigKey(
            "sasl.server.callback.handler.class", .className, nil, .any, .low, .readOnly,
            "Server callback handler (listener+mechanism prefix)"),
        ConfigKey(
            "sasl.server.max.receive.size", .int, "524288", .any, .low, .readOnly,
            "Largest SASL token frame before authentication"),
    ]
}
