import Foundation
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

/// Directories of real Kafka, checked.
@Suite(.enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"))
struct GoldenVerificationTests {
    static let clean = ["3.9.0", "2.8.2"].flatMap { version in
        [
            "single/d1", "single/d2", "epochs/broker1", "epochs/broker2", "epochs/broker3",
            "future/d1", "future/d2", "unclean/after",
        ].map { "\(version)/\($0)" }
    }

    @Test(arguments: clean)
    func `nothing is damaged in a directory that Kafka closed`(name: String) throws {
        let path = try #require(SharedFiles.golden("logs/\(name)"))
        let check = try Check([path])
        #expect(check.damage == [])
    }

    @Test(arguments: clean)
    func `a start after a clean stop changes nothing that matters`(name: String) throws {
        let path = try #require(SharedFiles.golden("logs/\(name)"))
        for verdict in try Check([path]).verdicts {
            let prediction = verdict.prediction
            #expect(prediction.failure == nil)
            #expect(prediction.recovery == nil, "\(verdict.directory)")
            #expect(prediction.cut == nil, "\(verdict.directory)")
            // An epoch that began at the log end is forgotten, by Kafka's start too.
            let others = prediction.rewritten.filter { $0 != "leader-epoch-checkpoint" }
            #expect(others == [], "\(verdict.directory)")
        }
    }

    /// What `what.json` says was done, as it must be found.
    private static let wounds = [
        "u-cut-0/00000000000000000018.log@231: the last 57 bytes are a batch of 77 bytes that was "
            + "cut off",
        "u-cut-header-0/00000000000000000018.log@231: the last 30 bytes are a batch of 77 bytes "
            + "that was cut off",
        "u-garbage-0/00000000000000000018.log@308: the last 81 bytes are no batch (a batch of "
            + "-16685215 bytes is none)",
        "u-zeros-0/00000000000000000018.log@308: the last 200 bytes are zeros",
        "u-flip-0/00000000000000000018.log@231: the batch of offset 21 does not have the content "
            + "that its checksum was made for",
        "u-flip-middle-0/00000000000000000000.log@600: the batch of offset 8 does not have the "
            + "content that its checksum was made for",
        "u-badindex-0/00000000000000000000.index@0: 4 bytes are no multiple of 8, the size of an "
            + "entry",
        "u-badsnapshot-0/00000000000000000018.snapshot: its checksum is wrong",
        "u-empty-epochs-0/leader-epoch-checkpoint: offset 0 was written in epoch 0, not in none",
    ]

    /// Those whose log ends earlier than the broker had promised.
    private static let shortened = [
        "u-cut-0": 21, "u-cut-header-0": 21, "u-flip-0": 21, "u-flip-middle-0": 8,
    ]

    @Test(arguments: ["3.9.0", "2.8.2"])
    func `what was damaged by hand is found, and nothing else`(version: String) throws {
        let path = try #require(SharedFiles.golden("logs/\(version)/unclean/before"))
        let check = try Check([path])
        let losses = Self.shortened.map { name, end in
            "before/\(name): the high watermark, 22, lies behind the log end \(end): replicated "
                + "records are gone"
        }
        #expect(check.damage.sorted() == (Self.wounds + losses).sorted())
        // Behind the recovery point an index may be missing.
        #expect(
            check.lines(.note).contains(
                "u-notimeindex-0/00000000000000000018.timeindex: is missing"))
    }

    @Test(arguments: ["3.9.0", "2.8.2"])
    func `what a start would do is what Kafka's start did`(version: String) throws {
        let before = try #require(SharedFiles.golden("logs/\(version)/unclean/before"))
        let after = try #require(SharedFiles.golden("logs/\(version)/unclean/after"))
        let verdicts = try Check([before]).verdicts
        #expect(verdicts.count == 13)
        for verdict in verdicts {
            let name = "\(verdict.partition)"
            let prediction = verdict.prediction
            let kept = SharedFiles.names("\(after)/\(name)").filter { $0.hasSuffix(".log") }
            let had = SharedFiles.names("\(before)/\(name)").filter { $0.hasSuffix(".log") }
            #expect(prediction.cut?.laterSegments ?? 0 == had.count - kept.count, "\(name)")
            let lost = try kept.reduce(0) {
                $0 + (try SharedFiles.bytes("\(before)/\(name)/\($1)").count)
                    - (try SharedFiles.bytes("\(after)/\(name)/\($1)").count)
            }
            #expect(prediction.cut?.bytes ?? 0 == lost, "\(name)")
            #expect(prediction.endOffset == Offset(Self.shortened[name] ?? 22), "\(name)")
            #expect(prediction.recovery?.segments == kept.count, "\(name)")
        }
    }
}

/// One run of the check with everything that it told.
struct Check {
    private(set) var findings: [Finding] = []
    private(set) var verdicts: [PartitionVerdict] = []
    let summary: VerificationSummary

    init(_ directories: [String], evenIfInUse: Bool = false) throws {
        var events: [VerificationEvent] = []
        summary = try LogVerification(fileSystem: LocalFileSystem(), time: SystemClock())
            .run(directories, evenIfInUse: evenIfInUse) { events.append($0) }
        for event in events {
            switch event {
            case .finding(let finding): findings.append(finding)
            case .partition(let verdict): verdicts.append(verdict)
            }
        }
    }

    /// What is damaged, as lines without the directories in front.
    var damage: [String] { lines(.damage) }

    func lines(_ severity: FindingSeverity) -> [String] {
        findings.filter { $0.severity == severity }.map { finding in
            let path = finding.path.split(separator: "/").suffix(2).joined(separator: "/")
            return "\(path)\(finding.position.map { "@\($0)" } ?? ""): \(finding.what)"
        }
    }
}
