import Platform
import Testing

@testable import Telemetry

@Suite struct MetricRegistryTests {
    private let registry = MetricRegistry()

    @Test func `a counter is the same whenever it is asked for`() {
        registry.counter("requests", help: "Requests").add()
        registry.counter("requests", help: "Requests").add(2)
        #expect(registry.snapshot.first?.samples == [MetricSample(labels: [], value: 3)])
    }

    @Test func `counters of different labels count apart`() {
        registry.counter("bytes", help: "", labels: [MetricLabel("dir", "b")]).add(2)
        registry.counter("bytes", help: "", labels: [MetricLabel("dir", "a")]).add(1)
        #expect(registry.snapshot.first?.samples.map(\.value) == [1, 2])
    }

    @Test func `a gauge has the value of the moment at which it is read`() {
        let value = Lock(1.0)
        registry.gauge("size", help: "") { value.withLock { $0 } }
        value.withLock { $0 = 7 }
        #expect(registry.snapshot.first?.samples.first?.value == 7)
    }

    @Test func `a later gauge of the same name and labels takes the place of the earlier`() {
        registry.gauge("size", help: "") { 1 }
        registry.gauge("size", help: "") { 2 }
        #expect(registry.snapshot.first?.samples.map(\.value) == [2])
    }

    @Test func `a removed series is gone`() {
        registry.gauge("size", help: "", labels: [MetricLabel("dir", "a")]) { 1 }
        registry.remove("size", labels: [MetricLabel("dir", "a")])
        #expect(registry.snapshot.isEmpty)
    }

    @Test func `families come in the order of their names`() {
        for name in ["b", "c", "a"] { registry.gauge(name, help: "") { 0 } }
        #expect(registry.snapshot.map(\.name) == ["a", "b", "c"])
    }
}

@Suite struct PrometheusTextTests {
    private func text(_ value: Double, labels: [MetricLabel] = [], help: String = "Help") -> String
    {
        PrometheusText.text([
            MetricFamily(
                name: "metric", kind: .gauge, help: help,
                samples: [MetricSample(labels: labels, value: value)])
        ])
    }

    @Test func `a family has its help, its type and a line for each sample`() {
        #expect(text(5) == "# HELP metric Help\n# TYPE metric gauge\nmetric 5\n")
    }

    @Test func `labels are quoted, and what would end the quotes is escaped`() {
        let labels = [MetricLabel("dir", "a\"b\\c\nd"), MetricLabel("x", "")]
        #expect(text(1, labels: labels).hasSuffix(#"metric{dir="a\"b\\c\nd",x=""} 1"# + "\n"))
    }

    @Test func `a help text stays on its line`() {
        #expect(text(1, help: "a\nb\\").hasPrefix("# HELP metric a\\nb\\\\\n"))
    }

    @Test(arguments: [
        (0.5, "0.5"), (-3, "-3"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
    ])
    func `numbers are written as Prometheus reads them`(value: Double, expected: String) {
        #expect(text(value).hasSuffix("metric \(expected)\n"))
    }
}
