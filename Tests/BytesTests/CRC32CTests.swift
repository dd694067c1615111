import Bytes
import CLinux
import Testing

@Suite struct CRC32CTests {
    /// RFC 3720, appendix B.4.
    static let vectors: [(bytes: [UInt8], checksum: UInt32)] = [
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        ([UInt8](0..<32), 0x46DD_794E),
        ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
    ]

    @Test(arguments: 0..<4)
    func knownVectors(index: Int) {
        let vector = Self.vectors[index]
        #expect(vector.bytes.withUnsafeBytes { CRC32C.checksum($0) } == vector.checksum)
    }

    @Test(arguments: [0, 1, 7, 8, 9, 255, 767, 768, 769, 1023, 24_575, 24_576, 24_577, 100_003])
    func theInstructionAndTheTablesAgree(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8)) }
        bytes.withUnsafeBytes { buffer in
            let portable = needletail_crc32c_portable(0, buffer.baseAddress, buffer.count)
            #expect(CRC32C.checksum(buffer) == portable)
        }
    }

    @Test func aChecksumContinuesOverParts() {
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        bytes.withUnsafeBytes { buffer in
            let first = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: buffer[..<1234]))
            let rest = UnsafeRawBufferPointer(rebasing: buffer[1234...])
            #expect(CRC32C.checksum(rest, continuing: first) == CRC32C.checksum(buffer))
        }
    }
}
