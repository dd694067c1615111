import Platform
import Testing

@Suite struct SystemClockTests {
    let clock = SystemClock()

    @Test func theMonotonicClockMovesForward() {
        let first = clock.monotonic()
        #expect(clock.monotonic() >= first)
    }

    @Test func aSleepEndsNotBeforeItsTime() async throws {
        let end = clock.monotonic() + .milliseconds(5)
        try await clock.sleep(until: end)
        #expect(clock.monotonic() >= end)
    }

    @Test func aCancelledSleepThrows() async {
        let clock = clock
        let task = Task { try await clock.sleep(for: .seconds(60)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func additionToTheFarFutureDoesNotOverflow() {
        #expect(MonotonicTime(nanoseconds: .max - 1) + .seconds(1) == .distantFuture)
    }

    @Test func randomNumbersStayBelowTheirBound() {
        let random = SystemRandom()
        #expect((0..<1000).allSatisfy { _ in (0..<7).contains(random.next(below: 7)) })
    }
}

@Suite struct SocketAddressTests {
    @Test(arguments: [("host", "host:9"), ("::1", "[::1]:9"), ("", ":9")])
    func theTextPutsIPv6InBrackets(_ host: String, _ text: String) {
        #expect(SocketAddress(host: host, port: 9).description == text)
    }
}
