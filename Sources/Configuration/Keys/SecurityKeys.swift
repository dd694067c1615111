extension BrokerConfigSchema {
    /// Authorization, delegation tokens and the protection of passwords.
    package static let security: [ConfigKey] = [
        ConfigKey(
            "authorizer.class.name", .string, "", .any, .high, .readOnly,
            "Authorizer class; kafka.security.authorizer.AclAuthorizer in this"
                + " mode; empty = no authorization"),
        ConfigKey(
            "connection.failed.authentication.delay.ms", .int, "100", .atLeast(0), .medium,
            .readOnly,
            "Delay before closing after failed authentication; must be < connections.max.idle.ms"),
        ConfigKey(
            "connections.max.reauth.ms", .long, "0", .any, .medium, .readOnly,
            "SASL session lifetime before re-authentication is needed; 0 = off"
                + " (listener/mechanism prefix allowed)"),
        ConfigKey(
            "delegation.token.expiry.check.interval.ms", .long, "3600000", .atLeast(1), .low,
            .readOnly,
            "Expired token scan period"),
        ConfigKey(
            "delegation.token.expiry.time.ms", .long, "86400000", .atLeast(1), .low, .readOnly,
            "Lifetime before renewal is needed"),
        ConfigKey(
            "delegation.token.master.key", .password, nil, .any, .low, .readOnly,
            "Deprecated alias of the secret key"),
        ConfigKey(
            "delegation.token.max.lifetime.ms", .long, "604800000", .atLeast(1), .low, .readOnly,
            "Max token lifetime"),
        ConfigKey(
            "delegation.token.secret.key", .password, nil, .any, .low, .readOnly,
            "HMAC key for tokens; enables delegation tokens; same on all brokers"),
        ConfigKey(
            "password.encoder.cipher.algorithm", .string, "AES/CBC/PKCS5Padding", .any, .low,
            .readOnly,
            "Cipher of password settings kept in ZooKeeper"),
        ConfigKey(
            "password.encoder.iterations", .int, "4096", .atLeast(1024), .low, .readOnly,
            "PBKDF2 iterations of that cipher's key"),
        ConfigKey(
            "password.encoder.key.length", .int, "128", .atLeast(8), .low, .readOnly,
            "Length of that cipher's key in bits"),
        ConfigKey(
            "password.encoder.keyfactory.algorithm", .string, nil, .any, .low, .readOnly,
            "Key factory; unset = PBKDF2WithHmacSHA512, else PBKDF2WithHmacSHA1"),
        ConfigKey(
            "password.encoder.old.secret", .password, nil, .any, .low, .readOnly,
            "Former secret while rotating"),
        ConfigKey(
            "password.encoder.secret", .password, nil, .any, .low, .readOnly,
            "Secret for encrypting dynamic password configs in ZooKeeper"),
        ConfigKey(
            "principal.builder.class", .className,
            "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder", .any,
            .medium, .perBroker,
            "Principal builder"),
        ConfigKey(
            "security.providers", .string, nil, .any, .low, .readOnly,
            "Extra JCA providers"),
    ]
}
