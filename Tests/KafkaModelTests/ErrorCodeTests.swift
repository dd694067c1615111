import KafkaModel
import TestSupport
import Testing

@Suite struct ErrorCodeTests {
    @Test(arguments: [
        (ErrorCode.none, "NONE", false), (.unknownServerError, "UNKNOWN_SERVER_ERROR", false),
        (.rebalanceInProgress, "REBALANCE_IN_PROGRESS", false),
        (.coordinatorLoadInProgress, "COORDINATOR_LOAD_IN_PROGRESS", true),
        (.fencedInstanceId, "FENCED_INSTANCE_ID", false),
    ])
    func hasKafkasNameAndSaysWhetherToRetry(code: ErrorCode, name: String, isRetriable: Bool) {
        #expect(code.name == name)
        #expect(code.isRetriable == isRetriable)
    }

    @Test func aNumberFromALaterReleaseIsNotRetriable() {
        let code = ErrorCode(rawValue: 999)
        #expect(code.name == "UNKNOWN_CODE_999")
        #expect(!code.isRetriable)
    }

    @Test(.enabled(if: SharedFiles.reference("error-codes.tsv") != nil, "no reference sheets"))
    func agreesWithTheReferenceTable() throws {
        let path = try #require(SharedFiles.reference("error-codes.tsv"))
        var checked = 0
        for line in try SharedFiles.text(path).split(separator: "\n") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count > 2, let number = Int16(cells[0]) else { continue }
            let code = ErrorCode(rawValue: number)
            #expect(code.name == cells[1])
            #expect(code.isRetriable == ["true", "yes"].contains(cells[2]), "\(cells[1])")
            checked += 1
        }
        #expect(checked > 100)
    }
}
