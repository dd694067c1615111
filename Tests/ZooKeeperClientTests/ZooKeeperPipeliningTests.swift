import Foundation
import Platform
import TestSupport
import Testing

@testable import ZooKeeperClient

struct ZooKeeperPipeliningTests {
    @Test(arguments: [1, 10, 10_000])
    func tenThousandReadsAtOnceGetTheirAnswers(limit: Int) async throws {
        try await withSharedServer(maxInFlight: limit) { session in
            let count = limit == 1 ? 1_000 : 10_000
            _ = try await session.multi(
                (0..<100).map { number in
                    .create(
                        path: "/n\(number)", data: [UInt8(number)], mode: .persistent,
                        acl: .openUnsafe)
                })
            let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
                for read in 0..<count {
                    group.addTask {
                        let (data, _) = try await session.get("/n\(read % 100)", watch: false)
                        return data != [UInt8(read % 100)]
                    }
                }
                return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(wrong == 0)
        }
    }

    @Test func callsReachTheServerInTheirOrder() async throws {
        try await withSharedServer(maxInFlight: 3) { session in
            let calls = (0..<300).map { number in
                // Immediate tasks run up to their first suspension at once: behind the request.
                Task.immediate {
                    try await session.create(
                        "/n-", Array("\(number)".utf8), .persistentSequential, acl: .openUnsafe
                    ).path
                }
            }
            for (number, call) in calls.enumerated() {
                let path = try await call.value
                #expect(path == String(format: "/n-%010d", number))
            }
        }
    }

    @Test func closingAnswersEveryPendingCall() async throws {
        try await withSharedServer(maxInFlight: 500) { session in
            let calls = (0..<2_000).map { _ in
                Task.immediate { await failure { try await session.get("/", watch: false) } }
            }
            await session.close()
            for call in calls {
                let error = await call.value
                #expect(error == nil || error == .closed)
            }
            #expect(await failure { try await session.get("/", watch: false) } == .closed)
            #expect(session.sessionID == 0)
        }
    }

    /// A leak of one object per request grows in every round; whatever else the process does does not.
    @Test(.timeLimit(.minutes(10))) func memoryStaysFlat() async throws {
        let isLong = ProcessInfo.processInfo.environment["NEEDLETAIL_LONG_TESTS"] != nil
        let perRound = (isLong ? 1_000_000 : 200_000) / 20
        try await withSharedServer { session in
            try await request(session, count: 50_000)
            var growth: [Int] = []
            for _ in 0..<20 {
                let before = residentBytes()
                try await request(session, count: perRound)
                growth.append(residentBytes() - before)
            }
            let median = growth.sorted()[growth.count / 2]
            #expect(median < perRound * 16, "grew by \(growth)")
        }
    }

    /// As many at a time as the session sends.
    private func request(_ session: ZooKeeperSession, count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    for _ in 0..<(count / 500) {
                        _ = try await session.exists("/nothing", watch: false)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func residentBytes() -> Int {
        let text = (try? SharedFiles.text("/proc/self/statm")) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096
    }
}
