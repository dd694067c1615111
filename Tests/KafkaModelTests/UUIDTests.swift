import KafkaModel
import TestSupport
import Testing

@Suite struct UUIDTests {
    @Test func theTextFormIsURLSafeBase64() {
        let id = UUID(
            mostSignificant: 0x8012_FC77_298C_39B6, leastSignificant: 0xF04E_3C62_9C57_DCDE)
        #expect(id.description == "gBL8dymMObbwTjxinFfc3g")
        #expect(UUID("gBL8dymMObbwTjxinFfc3g") == id)
    }

    @Test(arguments: ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA+"])
    func refusesOtherTexts(text: String) {
        #expect(UUID(text) == nil)
    }

    @Test func randomIDsAreOfVersionFourAndNeverBeginWithADash() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            let id = UUID.random { random.next() }
            #expect((id.mostSignificant >> 12) & 0xF == 4)
            #expect(id.leastSignificant >> 62 == 2)
            #expect(!id.description.hasPrefix("-"))
            #expect(UUID(id.description) == id)
        }
    }

    struct Vector: Decodable {
        let uuid: String?
        let parse: String?
        let hex: String?
    }

    @Test(.enabled(if: SharedFiles.golden("partitioning") != nil, "no golden files"))
    func readsAndWritesWhatKafkaDoes() throws {
        let vectors = try goldenLines("partitioning/uuid.jsonl", as: Vector.self)
        #expect(vectors.count > 100)
        for vector in vectors {
            let text = try #require(vector.uuid ?? vector.parse)
            let id = UUID(text)
            #expect(id.map { hexadecimal($0) } == vector.hex, "\(text)")
            if vector.uuid != nil { #expect(id?.description == text) }
        }
    }

    private func hexadecimal(_ id: UUID) -> String {
        [id.mostSignificant, id.leastSignificant].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
