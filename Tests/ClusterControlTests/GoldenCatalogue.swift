/// Every recorded scenario, and what is done with it: none is left out silently.
enum GoldenCatalogue {
    /// One controller; every write that it makes is the one that Kafka's made.
    static let replayed = [
        "2.8.2-add-partitions-zookeeper", "2.8.2-auto-topic-creation", "2.8.2-create-topic-api",
        "2.8.2-internal-topics", "2.8.2-isr-shrink-expand", "2.8.2-preferred-election-zookeeper",
        "3.9.0-ibp2.6-create-topic-api", "3.9.0-ibp2.6-isr-shrink-expand",
        "3.9.0-ibp2.8-controller-kill9-return", "3.9.0-ibp2.8-create-topic-api",
        "3.9.0-ibp2.8-isr-shrink-expand", "add-partitions-api", "auto-topic-creation",
        "broker-session-expiry", "controller-kill9-return", "create-topic-api",
        "create-topic-api-assignment-config", "create-topic-unknown-broker",
        "delete-topic-unknown", "internal-topics", "isr-shrink-expand-3.9.0", "kill9-broker",
        "kill9-broker-return", "preferred-election-znode", "reassign-znode",
        "return-after-controlled-shutdown",
    ]

    /// Like the above, with requests or named differences: each has a test of its own in
    /// `GoldenReplayTests`.
    static let replayedByName = [
        "2.8.2-controlled-shutdown-return", "3.9.0-ibp2.6-controlled-shutdown-return",
        "3.9.0-ibp2.8-controlled-shutdown-return", "controlled-shutdown", "preferred-election-api",
        "auto-leader-rebalance", "unclean-election", "log-dir-failure",
        "2.8.2-delete-topic-zookeeper", "delete-topic", "delete-topic-broker-down",
        "delete-while-reassigning", "reassign-api", "reassign-cancel", "2.8.2-reassign-zookeeper",
        "reassign-api-throttle", "2.8.2-create-topic-zookeeper", "3.9.0-ibp2.6-controller-kill9",
        "3.9.0-ibp2.8-controller-kill9", "controller-kill9", "controller-znode-deleted",
        "producer-id-block-3.9.0", "producer-id-next-block",
    ]

    /// Controllers follow each other, or the first one is elected; compared is how the cluster is left.
    static let successions = [
        "2.8.2-controller-kill9", "2.8.2-controller-session-expiry", "2.8.2-start-authorizer-sasl",
        "2.8.2-start-first", "3.9.0-ibp2.6-start-first", "3.9.0-ibp2.6-upgrade-to-3.9",
        "3.9.0-ibp2.8-start-first", "all-stop", "controller-controlled-shutdown",
        "controller-session-expiry", "feature-znode-deleted", "restart-existing",
        "start-authorizer-sasl", "start-first-3.9.0", "upgrade-2.8.2-to-3.9.0",
        "upgrade-ibp-2.8-to-3.9",
    ]

    /// Kafka's controller writes nothing while others do, and neither does ours: settings, quotas, users,
    /// rights and tokens, brokers that come with nothing on them, refusals, lost connections.
    static let withoutWrites = [
        "2.8.2-acl-add-remove", "2.8.2-acl-authorizer-properties", "2.8.2-broker-dynamic-password",
        "2.8.2-config-broker-offline-zookeeper", "2.8.2-config-zookeeper", "2.8.2-delegation-token",
        "2.8.2-describe-list-zookeeper", "2.8.2-dynamic-listener", "2.8.2-id-conflict",
        "2.8.2-producer-id-block", "2.8.2-scram-listener-user", "2.8.2-start-second",
        "2.8.2-start-third", "2.8.2-topic-config-zookeeper", "2.8.2-wrong-cluster-id",
        "3.9.0-ibp2.6-controller-kill9-return", "3.9.0-ibp2.6-producer-id-block",
        "3.9.0-ibp2.6-start-second", "3.9.0-ibp2.8-producer-id-block", "3.9.0-ibp2.8-start-second",
        "acl-add-remove", "acl-authorizer-properties", "broker-config-default",
        "broker-config-per-broker", "broker-dynamic-password", "create-topic-exists",
        "create-topic-mixed-racks", "delegation-token", "dynamic-listener", "generated-broker-id",
        "generated-broker-id-stop", "id-conflict", "listener-conflict", "quota-set-delete",
        "reassign-znode-bad-json", "scram-listener-user", "scram-user-api",
        "scram-user-zookeeper-3.9.0", "start-second-3.9.0", "start-third-3.9.0",
        "topic-config-delete", "topic-config-set", "wrong-broker-id", "wrong-cluster-id",
        "zk-connection-loss", "zk-connection-loss-controller",
    ]

    /// Scenarios that do not concern a controller, and why.
    static let unconcerned = [
        "start-chroot": "what is new is the chroot, made before there is a controller"
    ]
}
