import KafkaModel
import TestSupport
import Testing

@Suite struct JavaHashTests {
    @Test(arguments: [
        ("", 0), ("a", 97), ("group-0", 293_427_298), ("polygenelubricants", Int32.min),
    ])
    func hashesAsJavaDoes(text: String, hash: Int32) {
        #expect(JavaHash.of(text) == hash)
    }

    @Test func countsACharacterBeyondThePlaneAsTwoUnits() {
        #expect(JavaHash.of("😀") == Int32(0xD83D) &* 31 &+ Int32(0xDE00))
    }

    @Test func theSmallestHashLandsInPartitionZero() {
        #expect(JavaHash.partition(of: "polygenelubricants", count: 50) == 0)
    }

    struct Vector: Decodable {
        let id: String
        let hash: Int32
        let partition: [String: Int32]
    }

    @Test(.enabled(if: SharedFiles.golden("partitioning") != nil, "no golden files"))
    func placesGroupsWhereKafkaDoes() throws {
        let vectors = try goldenLines("partitioning/group-partition.jsonl", as: Vector.self)
        #expect(vectors.count > 200)
        for vector in vectors {
            #expect(JavaHash.of(vector.id) == vector.hash)
            for (count, partition) in vector.partition {
                let count = try #require(Int32(count))
                #expect(JavaHash.partition(of: vector.id, count: count) == partition)
            }
        }
    }
}
