import Platform
import Synchronization

/// What the program counts and measures, by name.
///
/// Names are those that Prometheus' JMX exporter gives Kafka's metrics (domain, type and name in
/// lower case, joined by `_`), so that existing dashboards find them:
/// `kafka.log:type=LogManager,name=OfflineLogDirectoryCount` is
/// `kafka_log_logmanager_offlinelogdirectorycount`. Callable from any thread.
package final class MetricRegistry: Sendable {
    private struct Series {
        var labels: [MetricLabel]
        var read: @Sendable () -> Double
        /// The counter behind the series, where it is one.
        var counter: MetricCounter?
    }

    private struct Family {
        var kind: MetricKind
        var help: String
        var series: [Series] = []
    }

    private let families = Lock<[String: Family]>([:])

    package init() {}

    /// The counter of this name and these labels; the same one whenever it is asked for.
    package func counter(_ name: String, help: String, labels: [MetricLabel] = []) -> MetricCounter
    {
        families.withLock { families in
            let known = families[name]?.series.first { $0.labels == labels }?.counter
            if let known { return known }
            let counter = MetricCounter()
            families[name, default: Family(kind: .counter, help: help)].series.append(
                Series(labels: labels, read: { Double(counter.value) }, counter: counter))
            return counter
        }
    }

    /// A value that is asked for when somebody looks. `read` must not block; it replaces an earlier
    /// one of the same name and labels.
    package func gauge(
        _ name: String, help: String, labels: [MetricLabel] = [],
        _ read: @escaping @Sendable () -> Double
    ) {
        families.withLock { families in
            var family = families[name] ?? Family(kind: .gauge, help: help)
            family.series.removeAll { $0.labels == labels }
            family.series.append(Series(labels: labels, read: read))
            families[name] = family
        }
    }

    /// Forgets the series of `name` with these labels.
    package func remove(_ name: String, labels: [MetricLabel] = []) {
        families.withLock { families in
            families[name]?.series.removeAll { $0.labels == labels }
            if families[name]?.series.isEmpty == true { families[name] = nil }
        }
    }

    /// Forgets everything, and with it what the gauges look at: to be called when that has stopped.
    package func removeAll() { families.withLock { $0 = [:] } }

    /// Everything as it is now, ordered by name, then labels. Gauges are read outside of the lock.
    package var snapshot: [MetricFamily] {
        families.withLock { $0 }.sorted { $0.key < $1.key }.map { name, family in
            let samples = family.series.map { MetricSample(labels: $0.labels, value: $0.read()) }
            return MetricFamily(
                name: name, kind: family.kind, help: family.help,
                samples: samples.sorted { $0.labels < $1.labels })
        }
    }
}

package enum MetricKind: String, Sendable {
    /// Only rises, until the process ends.
    case counter
    case gauge
}

package struct MetricLabel: Hashable, Comparable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package static func < (a: MetricLabel, b: MetricLabel) -> Bool {
        (a.name, a.value) < (b.name, b.value)
    }
}

extension [MetricLabel] {
    fileprivate static func < (a: Self, b: Self) -> Bool { a.lexicographicallyPrecedes(b) }
}

/// A number that only rises. One atomic addition; callable from any thread.
package final class MetricCounter: Sendable {
    private let number = Atomic<Int64>(0)

    package func add(_ amount: Int64 = 1) {
        number.wrappingAdd(amount, ordering: .relaxed)
    }

    package var value: Int64 { number.load(ordering: .relaxed) }
}

/// All series of one name, at one moment.
package struct MetricFamily: Equatable, Sendable {
    package var name: String
    package var kind: MetricKind
    package var help: String
    package var samples: [MetricSample]

    package init(name: String, kind: MetricKind, help: String, samples: [MetricSample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }
}

package struct MetricSample: Equatable, Sendable {
    package var labels: [MetricLabel]
    package var value: Double

    package init(labels: [MetricLabel], value: Double) {
        self.labels = labels
        self.value = value
    }
}
