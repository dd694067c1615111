import Bytes
import Glibc
import Platform

/// What a file of the shadow holds: the real file, and the pages that were written over it.
final class ShadowContent: Sendable {
    private static let pageSize = 4096

    private struct State {
        var size: Int64
        /// How much of the real file still shows.
        var visible: Int64
        var pages: [Int64: [UInt8]] = [:]
    }

    /// `nil` for a file that is only in the shadow.
    private let real: (any File)?
    private let state: Lock<State>
    /// Milliseconds since 1970.
    let modificationTime: Int64

    /// A new file without bytes.
    init(modificationTime: Int64) {
        real = nil
        state = Lock(State(size: 0, visible: 0))
        self.modificationTime = modificationTime
    }

    init(_ real: any File, modificationTime: Int64) throws(SystemError) {
        let size = try real.size()
        self.real = real
        state = Lock(State(size: size, visible: size))
        self.modificationTime = modificationTime
    }

    var size: Int64 { state.withLock { $0.size } }

    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try state.withLock { (state) throws(SystemError) in
            let count = Int(max(0, min(Int64(target.count), state.size - position)))
            guard count > 0 else { return 0 }
            try readReal(target, count, at: position, state)
            guard !state.pages.isEmpty else { return count }
            let end = position + Int64(count)
            for (number, page) in state.pages {
                let start = number * Int64(Self.pageSize)
                let from = max(start, position)
                let to = min(start + Int64(Self.pageSize), end)
                guard from < to else { continue }
                for at in from..<to { target[Int(at - position)] = page[Int(at - start)] }
            }
            return count
        }
    }

    private func readReal(
        _ target: UnsafeMutableRawBufferPointer, _ count: Int, at position: Int64, _ state: State
    ) throws(SystemError) {
        var shown = Int(max(0, min(Int64(count), state.visible - position)))
        if shown > 0, let real {
            shown = try real.read(
                into: UnsafeMutableRawBufferPointer(rebasing: target[..<shown]), at: position)
        }
        // Behind it there are zeros until something is written there.
        UnsafeMutableRawBufferPointer(rebasing: target[shown..<count])
            .initializeMemory(as: UInt8.self, repeating: 0)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            var done = 0
            while done < bytes.count {
                let at = position + Int64(done)
                let number = at / Int64(Self.pageSize)
                // Taken out, so that it is changed in place.
                var page: [UInt8]
                if let written = state.pages.removeValue(forKey: number) {
                    page = written
                } else {
                    page = try realPage(number, state)
                }
                let start = Int(at % Int64(Self.pageSize))
                let count = min(Self.pageSize - start, bytes.count - done)
                page.replaceSubrange(start..<(start + count), with: bytes[done..<(done + count)])
                state.pages[number] = page
                done += count
            }
            state.size = max(state.size, position + Int64(bytes.count))
        }
    }

    private func realPage(_ number: Int64, _ state: State) throws(SystemError) -> [UInt8] {
        var page = [UInt8](repeating: 0, count: Self.pageSize)
        let failure: SystemError? = page.withUnsafeMutableBytes { buffer in
            do throws(SystemError) {
                try readReal(buffer, Self.pageSize, at: number * Int64(Self.pageSize), state)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        return page
    }

    func truncate(to size: Int64) {
        state.withLock { state in
            state.visible = min(state.visible, size)
            state.size = size
            for (number, page) in state.pages {
                let kept = size - number * Int64(Self.pageSize)
                if kept <= 0 {
                    state.pages[number] = nil
                } else if kept < Int64(Self.pageSize) {
                    let zeros = [UInt8](repeating: 0, count: Self.pageSize - Int(kept))
                    state.pages[number] = page[..<Int(kept)] + zeros
                }
            }
        }
    }
}

/// An open file of the shadow.
final class ShadowFile: File {
    let path: String
    private let content: ShadowContent
    private let isReadOnly: Bool

    init(_ path: String, _ content: ShadowContent, isReadOnly: Bool) {
        self.path = path
        self.content = content
        self.isReadOnly = isReadOnly
    }

    /// There is none: everything is read through ``read(into:at:)``.
    var descriptor: Int32? { nil }

    func size() -> Int64 { content.size }

    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try content.read(into: target, at: position)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        guard !isReadOnly else { throw SystemError("write", path, number: EBADF) }
        try content.write(bytes, at: position)
    }

    func synchronize() {}

    func truncate(to size: Int64) throws(SystemError) {
        guard !isReadOnly else { throw SystemError("ftruncate", path, number: EBADF) }
        content.truncate(to: size)
    }

    func reserve(_ size: Int64) {}
    func setModificationTime(_ milliseconds: Int64) {}
    func close() {}
}
