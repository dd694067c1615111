import Bytes
import KafkaProtocol
import TestSupport
import Testing

/// Whatever the bytes are, decoding yields a value or a `DecodeError`.
struct MalformedInputTests {
    private static func sample(_ message: DefinedMessage, _ version: Int16, seed: UInt64) -> [UInt8]
    {
        var random = RandomMessage(message.definition, version: Int(version), seed: seed)
        var encoder = ReferenceEncoder(message.definition, version: Int(version))
        encoder.encode(random.value())
        return encoder.bytes
    }

    @Test(arguments: DefinedMessage.all)
    func everyTruncationIsAnError(_ message: DefinedMessage) {
        for version in message.versions {
            let bytes = Self.sample(message, version, seed: 11)
            for length in 0..<bytes.count {
                #expect(throws: DecodeError.self, "\(message) \(version) at \(length)") {
                    try message.decode(Array(bytes[..<length]), version: version)
                }
            }
        }
    }

    @Test(arguments: DefinedMessage.all)
    func bytesBehindTheMessageAreLeft(_ message: DefinedMessage) throws {
        for version in message.versions {
            let bytes = Self.sample(message, version, seed: 12)
            var reader = ByteReader(copying: bytes + [1, 2, 3])
            _ = try message.type.init(from: &reader, version: version)
            #expect(reader.remaining == 3)
        }
    }

    @Test(arguments: DefinedMessage.all)
    func damagedMessagesGiveAValueOrAnError(_ message: DefinedMessage) throws {
        var random = SeededRandom(seed: 13)
        for version in message.versions {
            for seed in 0..<UInt64(20) {
                var bytes = Self.sample(message, version, seed: seed)
                for _ in 0..<3 where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] = UInt8(truncatingIfNeeded: random.next())
                }
                try Self.checkDecoding(message, bytes, version)
            }
            for _ in 0..<20 {
                let bytes = random.bytes(Int.random(in: 0...200, using: &random))
                try Self.checkDecoding(message, bytes, version)
            }
        }
    }

    /// What was decoded can be encoded, and that is stable.
    private static func checkDecoding(
        _ message: DefinedMessage, _ bytes: [UInt8], _ version: Int16
    ) throws {
        let decoded: any WireMessage
        do throws(DecodeError) {
            decoded = try message.decode(bytes, version: version)
        } catch {
            return
        }
        let again = try decoded.bytes(version: version)
        #expect(try message.decode(again, version: version).bytes(version: version) == again)
    }

    @Test(arguments: DefinedMessage.all, [Int32.max, 0x7FFF_FFF0, -2, Int32.min])
    func aCountThatCannotBeTrueIsRefusedBeforeMemoryIsTaken(
        _ message: DefinedMessage, count: Int32
    ) {
        for version in message.versions {
            var random = RandomMessage(message.definition, version: Int(version), seed: 14)
            let value = random.value()
            var whole = ReferenceEncoder(message.definition, version: Int(version))
            whole.encode(value)
            for array in 0..<whole.arrays {
                var encoder = ReferenceEncoder(message.definition, version: Int(version))
                encoder.replacedArray = array
                encoder.replacedCount = count
                encoder.encode(value)
                #expect(throws: DecodeError.invalidLength, "\(message) \(version) array \(array)") {
                    try message.decode(encoder.bytes, version: version)
                }
            }
        }
    }

    @Test func textThatIsNotUTF8IsRefused() {
        #expect(throws: DecodeError.invalidText) {
            var reader = ByteReader(copying: [0, 2, 0xC3, 0x28])
            _ = try FindCoordinatorRequest(from: &reader, version: 0)
        }
    }

    @Test func textLongerThanKafkaAllowsIsRefusedInCompactForm() {
        // 32768 bytes, as an unsigned varint of 32769.
        let bytes: [UInt8] = [0x81, 0x80, 0x02] + [UInt8](repeating: 0x61, count: 32768) + [0, 0]
        #expect(throws: DecodeError.invalidLength) {
            var reader = ByteReader(copying: bytes)
            _ = try FindCoordinatorRequest(from: &reader, version: 3)
        }
    }

    @Test func aKnownTaggedFieldThatDoesNotFillItsSizeIsRefused() throws {
        // FetchRequest 12 without topics; tag 0 (cluster id "a") with one surplus byte.
        let fixed: [UInt8] = [UInt8](repeating: 0, count: 25)
        let tail: [UInt8] = [1, 1, 1, 1, 0, 3, 2, 0x61, 0]
        #expect(throws: DecodeError.invalidLength) {
            var reader = ByteReader(copying: fixed + tail)
            _ = try FetchRequest(from: &reader, version: 12)
        }
    }
}
