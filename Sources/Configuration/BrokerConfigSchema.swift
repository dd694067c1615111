/// The settings of a broker. The tables stand by area in `Keys/`.
package enum BrokerConfigSchema {
    package static let schema = ConfigSchema(
        listeners + requests + cluster + zooKeeper + log + compaction + replication + groups
            + transactions + quotas + metrics + security + tls + sasl,
        inertNames: inertNames, freePrefixes: freePrefixes)

    /// Beginnings of names of listener-specific and plug-in settings, and of logging settings that
    /// some files carry along.
    static let freePrefixes = [
        "listener.name.", "log4j", "metrics.context.", "metrics.jmx.", "rlmm.config.",
        "rsm.config.", "client.quota.callback.", "authorizer.", "super.users",
        "allow.everyone.if.no.acl.found", "config.providers",
    ]

    /// Settings of KRaft, of tiered storage and of the newer group protocol, none of which exists
    /// in this mode. A broker's file may carry them; switching such a feature on is refused by
    /// ``BrokerConfig``.
    static let inertNames: Set<String> = Set(
        kraftNames + tieredStorageNames
            + groupProtocolNames(
                "consumer",
                [
                    "assignors", "heartbeat.interval.ms", "max.heartbeat.interval.ms",
                    "max.session.timeout.ms", "max.size", "migration.policy",
                    "min.heartbeat.interval.ms", "min.session.timeout.ms", "session.timeout.ms",
                ])
            + groupProtocolNames(
                "share",
                [
                    "delivery.count.limit", "enable", "heartbeat.interval.ms", "max.groups",
                    "max.heartbeat.interval.ms", "max.record.lock.duration.ms",
                    "max.session.timeout.ms", "max.size", "min.heartbeat.interval.ms",
                    "min.record.lock.duration.ms", "min.session.timeout.ms",
                    "partition.max.record.locks", "record.lock.duration.ms", "session.timeout.ms",
                ]))

    private static func groupProtocolNames(_ kind: String, _ names: [String]) -> [String] {
        names.map { "group.\(kind).\($0)" }
    }

    private static let kraftNames = [
        "node.id", "process.roles", "broker.heartbeat.interval.ms", "broker.session.timeout.ms",
        "controller.listener.names", "controller.quorum.append.linger.ms",
        "controller.quorum.bootstrap.servers", "controller.quorum.election.backoff.max.ms",
        "controller.quorum.election.timeout.ms", "controller.quorum.fetch.timeout.ms",
        "controller.quorum.request.timeout.ms", "controller.quorum.retry.backoff.ms",
        "controller.quorum.voters", "eligible.leader.replicas.enable",
        "initial.broker.registration.timeout.ms", "metadata.log.dir",
        "metadata.log.max.record.bytes.between.snapshots",
        "metadata.log.max.snapshot.interval.ms", "metadata.log.segment.bytes",
        "metadata.log.segment.min.bytes", "metadata.log.segment.ms",
        "metadata.max.idle.interval.ms", "metadata.max.retention.bytes",
        "metadata.max.retention.ms", "sasl.mechanism.controller.protocol",
        "server.max.startup.time.ms", "zookeeper.metadata.migration.enable",
        "zookeeper.metadata.migration.min.batch.size",
    ]

    private static let tieredStorageNames = [
        "remote.fetch.max.wait.ms", "remote.log.index.file.cache.total.size.bytes",
        "remote.log.manager.copier.thread.pool.size",
        "remote.log.manager.copy.max.bytes.per.second",
        "remote.log.manager.copy.quota.window.num",
        "remote.log.manager.copy.quota.window.size.seconds",
        "remote.log.manager.expiration.thread.pool.size",
        "remote.log.manager.fetch.max.bytes.per.second",
        "remote.log.manager.fetch.quota.window.num",
        "remote.log.manager.fetch.quota.window.size.seconds",
        "remote.log.manager.task.interval.ms", "remote.log.manager.task.retry.backoff.max.ms",
        "remote.log.manager.task.retry.backoff.ms", "remote.log.manager.task.retry.jitter",
        "remote.log.manager.thread.pool.size", "remote.log.metadata.custom.metadata.max.bytes",
        "remote.log.metadata.manager.class.name", "remote.log.metadata.manager.class.path",
        "remote.log.metadata.manager.impl.prefix", "remote.log.metadata.manager.listener.name",
        "remote.log.reader.max.pending.tasks", "remote.log.reader.threads",
        "remote.log.storage.manager.class.name", "remote.log.storage.manager.class.path",
        "remote.log.storage.manager.impl.prefix", "remote.log.storage.system.enable",
    ]

    /// The settings that may stand for `name`, the strongest first; `name` is among them.
    package static func synonyms(of name: String) -> [String] {
        synonymGroups.first { $0.contains(name) } ?? [name]
    }

    private static let synonymGroups = [
        ["log.roll.ms", "log.roll.hours"],
        ["log.roll.jitter.ms", "log.roll.jitter.hours"],
        ["log.flush.interval.ms", "log.flush.scheduler.interval.ms"],
        ["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
    ]
}
