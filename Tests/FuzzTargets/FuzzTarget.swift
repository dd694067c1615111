import Bytes

/// Something that takes bytes from outside, and must answer any of them with a value or an error.
///
/// `run` traps if it does not, or if what it read is not what it writes again. It keeps no state, so
/// that the same bytes do the same every time.
package struct FuzzTarget: Sendable, CustomStringConvertible {
    package let name: String
    /// The largest input worth trying, bytes.
    package let longest: Int
    package let run: @Sendable (_ input: SharedBytes) -> Void

    init(
        _ name: String, longest: Int = 4096,
        _ run: @escaping @Sendable (_ input: SharedBytes) -> Void
    ) {
        self.name = name
        self.longest = longest
        self.run = run
    }

    package var description: String { name }

    /// Every target but the canary.
    package static let all: [FuzzTarget] =
        wireTargets + recordTargets + codecTargets + clusterTargets + storageTargets
        + brokerTargets

    /// A target by its name.
    package static func named(_ name: String) -> FuzzTarget? {
        (all + [canary]).first { $0.name == name }
    }

    /// Fails for inputs that begin with `NEEDLE`: if a fuzzer does not find that, it finds nothing.
    package static let canary = FuzzTarget("canary") { input in
        let bytes = input.array
        guard bytes.count >= 6 else { return }
        // A branch for each byte, so that each one found is progress that the fuzzer sees.
        guard bytes[0] == UInt8(ascii: "N") else { return }
        guard bytes[1] == UInt8(ascii: "E") else { return }
        guard bytes[2] == UInt8(ascii: "E") else { return }
        guard bytes[3] == UInt8(ascii: "D") else { return }
        guard bytes[4] == UInt8(ascii: "L") else { return }
        guard bytes[5] == UInt8(ascii: "E") else { return }
        preconditionFailure("the canary is found, as it should be")
    }
}

/// Bytes taken apart into what a target needs besides its main input.
struct FuzzInput {
    private var rest: SharedBytes

    init(_ bytes: SharedBytes) { rest = bytes }

    /// The next byte; 0 at the end.
    mutating func byte() -> UInt8 {
        guard !rest.isEmpty else { return 0 }
        defer { rest = rest.slice(from: 1, count: rest.count - 1) }
        return rest.withUnsafeBytes { $0[0] }
    }

    mutating func number(below bound: Int) -> Int { Int(byte()) % bound }

    /// The next bytes, as many as two bytes in front of them say.
    mutating func piece() -> SharedBytes {
        let wanted = Int(byte()) << 8 | Int(byte())
        let count = min(wanted, rest.count)
        defer { rest = rest.slice(from: count, count: rest.count - count) }
        return rest.slice(from: 0, count: count)
    }

    /// Everything that is left, in memory of its own.
    mutating func remaining() -> SharedBytes {
        defer { rest = .empty }
        return SharedBytes(copying: rest.array)
    }

    var isAtEnd: Bool { rest.isEmpty }
}

/// Stops if two forms of the same thing differ.
func requireEqual<T: Equatable>(_ first: T, _ second: T, _ what: @autoclosure () -> String) {
    precondition(first == second, "\(what()): \(first) became \(second)")
}
