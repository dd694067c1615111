/// The settings of clients, users and addresses under `/config`: quotas.
package enum QuotaConfigSchema {
    /// Of users, clients, and clients of users.
    package static let clients = ConfigSchema([
        ConfigKey(
            "consumer_byte_rate", .long, "9223372036854775807", .any, .medium, .clusterWide,
            "Bytes a second that a client may fetch from each broker"),
        ConfigKey(
            "controller_mutation_rate", .double, "2147483647.0", .any, .medium, .clusterWide,
            "Partitions a second that a client may create or delete"),
        ConfigKey(
            "producer_byte_rate", .long, "9223372036854775807", .any, .medium, .clusterWide,
            "Bytes a second that a client may produce to each broker"),
        ConfigKey(
            "request_percentage", .double, "2147483647.0", .any, .medium, .clusterWide,
            "Percent of one thread's time that a client's requests may take on each broker"),
    ])

    /// Of addresses.
    package static let addresses = ConfigSchema([
        ConfigKey(
            "connection_creation_rate", .int, "2147483647", .atLeast(0), .medium, .clusterWide,
            "New connections a second from an address")
    ])
}
