import KafkaProtocol
import Testing

/// Random messages, written by walking the definitions, against the generated code.
struct RoundTripTests {
    private static let rounds: UInt64 = 4

    @Test(arguments: DefinedMessage.all)
    func randomMessagesDecodeAndEncodeInEveryVersion(_ message: DefinedMessage) throws {
        for version in message.versions {
            for seed in 0..<Self.rounds {
                var random = RandomMessage(
                    message.definition, version: Int(version), seed: seed << 16 | UInt64(version))
                let value = random.value()
                var encoder = ReferenceEncoder(message.definition, version: Int(version))
                encoder.encode(value)
                let decoded = try message.decode(encoder.bytes, version: version)
                #expect(
                    try message.fields(of: decoded, version: version) == value,
                    "\(message) \(version) seed \(seed)")
                #expect(
                    try decoded.bytes(version: version) == encoder.bytes,
                    "\(message) \(version) seed \(seed)")
            }
        }
    }

    @Test(arguments: DefinedMessage.all)
    func aFreshMessageDecodesToItself(_ message: DefinedMessage) throws {
        func check<M: WireMessage>(_ type: M.Type) throws {
            for version in type.validVersions {
                let bytes = try M().bytes(version: version)
                let decoded = try message.decode(bytes, version: version) as? M
                #expect(decoded == M(), "\(message) \(version)")
            }
        }
        try check(message.type)
    }

    @Test(arguments: DefinedMessage.all)
    func versionsThatDoNotExistAreRefused(_ message: DefinedMessage) {
        let above = message.versions.upperBound + 1
        let below = message.versions.lowerBound - 1
        for version in [below, above, .max, .min] {
            #expect(throws: (any Error).self) {
                try message.decode([UInt8](repeating: 0, count: 64), version: version)
            }
            #expect(throws: EncodeError.self) {
                try message.type.init().bytes(version: version)
            }
        }
    }
}
