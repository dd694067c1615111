import Bytes
import Platform

/// Reads the entries of an index file one after the other, in pieces, up to the zeros that fill a file
/// made in advance.
struct IndexCursor {
    /// Entries read at once.
    private static let block = 1024

    let path: String
    let entrySize: Int
    /// `nil` if there is no such file.
    private let file: (any File)?
    /// Bytes.
    let size: Int64
    private var held = SharedBytes.empty
    /// The number of the first entry held.
    private var heldFrom = 0
    /// The number of the entry at the cursor.
    private(set) var number = 0
    /// The entry at the cursor; `nil` behind the last.
    private(set) var current: SharedBytes?
    /// Whether the entries end in zeros before the file does.
    private(set) var hasTrailingZeros = false
    /// Whether something else stands behind the zeros.
    private(set) var hasEntriesBehindZeros = false

    init(_ path: String, entrySize: Int, _ fileSystem: any FileSystem) throws(SystemError) {
        self.path = path
        self.entrySize = entrySize
        if try fileSystem.attributes(path) == nil {
            file = nil
            size = 0
        } else {
            let opened = try fileSystem.open(path, .readOnly)
            file = opened
            size = try opened.size()
        }
        try settle()
    }

    var exists: Bool { file != nil }

    /// Bytes behind the last whole entry.
    var surplus: Int64 { size % Int64(entrySize) }

    /// Where the entry at the cursor stands, bytes.
    var position: Int64 { Int64(number) * Int64(entrySize) }

    mutating func advance() throws(SystemError) {
        number += 1
        try settle()
    }

    private mutating func settle() throws(SystemError) {
        guard !hasTrailingZeros, let entry = try entry(number) else {
            current = nil
            return
        }
        guard !isZero(entry) else {
            current = nil
            hasTrailingZeros = true
            try lookBehindZeros()
            return
        }
        current = entry
    }

    private func isZero(_ entry: SharedBytes) -> Bool {
        entry.withUnsafeBytes { $0.allSatisfy { $0 == 0 } }
    }

    private mutating func entry(_ number: Int) throws(SystemError) -> SharedBytes? {
        guard let file, number < Int(size) / entrySize else { return nil }
        if number >= heldFrom + held.count / entrySize || number < heldFrom {
            held = try file.read(
                Self.block * entrySize, at: Int64(number) * Int64(entrySize))
            heldFrom = number
        }
        let start = (number - heldFrom) * entrySize
        guard start + entrySize <= held.count else { return nil }
        return held.slice(from: start, count: entrySize)
    }

    private mutating func lookBehindZeros() throws(SystemError) {
        var next = number + 1
        while let entry = try entry(next) {
            guard isZero(entry) else {
                hasEntriesBehindZeros = true
                return
            }
            next += 1
        }
    }
}
