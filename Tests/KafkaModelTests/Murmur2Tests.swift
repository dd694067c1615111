import KafkaModel
import TestSupport
import Testing

@Suite struct Murmur2Tests {
    @Test(arguments: [
        ("", 275_646_681), ("a8", 1_997_485_072), ("d297", -1_761_468_363),
        ("da2d8c", -72_331_386), ("78ebc83c", -1_304_871_671), ("f5ea8adb32", -28_768_598),
    ])
    func hashesKeysOfEveryRemainder(hex: String, hash: Int32) {
        #expect(Murmur2.hash(bytes(hex: hex)) == hash)
    }

    struct Vector: Decodable {
        let key: String
        let murmur2: Int32
        let partition: [String: Int32]
    }

    @Test(.enabled(if: SharedFiles.golden("partitioning") != nil, "no golden files"))
    func spreadsKeysAsKafkaDoes() throws {
        let vectors = try goldenLines("partitioning/murmur2.jsonl", as: Vector.self)
        #expect(vectors.count == 200)
        for vector in vectors {
            let key = bytes(hex: vector.key)
            #expect(Murmur2.hash(key) == vector.murmur2)
            for (count, partition) in vector.partition {
                let count = try #require(Int32(count))
                #expect(Murmur2.partition(for: key, count: count) == partition)
            }
        }
    }
}
