import Platform
import Telemetry
import TestSupport
import Testing

@Suite struct LoggerTests {
    @Test func linesBelowTheLevelAreNotEvenBuilt() {
        let sink = RecordingLogSink()
        let logger = Logger("part", level: .warn, sink: sink)
        logger.info(unexpectedText())
        logger.error("bad")
        #expect(
            sink.lines == [
                RecordingLogSink.Line(level: .error, component: "part", message: "bad")
            ])
    }

    private func unexpectedText() -> String {
        Issue.record("the message of a suppressed line was built")
        return ""
    }

    @Test func aRenamedLoggerKeepsSinkAndLevel() {
        let sink = RecordingLogSink()
        let logger = Logger("a", level: .debug, sink: sink).named("b")
        logger.debug("x")
        #expect(sink.lines.map(\.component) == ["b"])
    }

    @Test(arguments: [
        (Int64(0), ",000"), (1_700_000_000_123, ",123"), (-1, ",999"),
    ])
    func timestampsHaveTheLayoutOfKafka(_ time: Int64, _ end: String) {
        let text = LogTimestamp(wallMilliseconds: time).description
        #expect(text.hasSuffix(end))
        #expect(text.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/) != nil)
    }
}
