import Testing

@testable import ZooKeeperClient

struct EventBacklogTests {
    private func drain(_ backlog: inout EventBacklog) -> [ZooKeeperEvent] {
        var events: [ZooKeeperEvent] = []
        while let event = backlog.removeFirst() { events.append(event) }
        return events
    }

    @Test func differentEventsKeepTheirOrder() {
        var backlog = EventBacklog()
        let events: [ZooKeeperEvent] = [
            .created(path: "/a"), .dataChanged(path: "/a"), .childrenChanged(path: "/a"),
            .session(.disconnected), .deleted(path: "/a"), .created(path: "/b"),
        ]
        for event in events { backlog.append(event) }
        #expect(drain(&backlog) == events)
    }

    @Test func aRepeatedEventStandsOnceAtItsLastPlace() {
        var backlog = EventBacklog()
        backlog.append(.deleted(path: "/a"))
        backlog.append(.created(path: "/a"))
        backlog.append(.deleted(path: "/a"))
        #expect(drain(&backlog) == [.created(path: "/a"), .deleted(path: "/a")])
    }

    @Test func anEventThatWasTakenMayComeAgain() {
        var backlog = EventBacklog()
        backlog.append(.dataChanged(path: "/a"))
        #expect(backlog.removeFirst() == .dataChanged(path: "/a"))
        backlog.append(.dataChanged(path: "/a"))
        #expect(backlog.removeFirst() == .dataChanged(path: "/a"))
        #expect(backlog.removeFirst() == nil)
    }

    @Test func ofManySessionsTheLastStatesRemain() {
        var backlog = EventBacklog()
        for id in Int64(1)...1000 {
            backlog.append(.session(.connected(sessionID: id)))
            backlog.append(.session(.disconnected))
            backlog.append(.session(.expired(sessionID: id)))
        }
        backlog.append(.session(.connected(sessionID: 1001)))
        #expect(
            drain(&backlog) == [
                .session(.disconnected), .session(.expired(sessionID: 1000)),
                .session(.connected(sessionID: 1001)),
            ])
    }

    @Test func aSleepingConsumerCostsAsMuchAsThereArePaths() {
        var backlog = EventBacklog()
        for round in 0..<100_000 { backlog.append(.dataChanged(path: "/\(round % 10)")) }
        #expect(backlog.count == 10)
        #expect(drain(&backlog).count == 10)
    }
}
