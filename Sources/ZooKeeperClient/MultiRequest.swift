import CZooKeeper
import Glibc

/// The operations of a multi in C's form, and the memory into which the library writes its results
/// until the completion has run.
// Sendable because it is written by the library only between sending and completion, when nobody
// else reads it.
final class MultiRequest: @unchecked Sendable {
    /// "-2147483648", the longest number that the server appends to a sequential node, and the zero.
    private static let sequenceRoom = 12

    let operations: [ZooKeeperOperation]
    private let count: Int
    private let inputs: UnsafeMutablePointer<zoo_op_t>
    private let results: UnsafeMutablePointer<zoo_op_result_t>
    private let stats: UnsafeMutablePointer<Stat>
    private var strings: [UnsafeMutablePointer<CChar>] = []
    private var buffers: [UnsafeMutableRawBufferPointer] = []
    private var lists: [ACLVector] = []

    /// `chroot` is that of the session: the library writes created paths before it cuts the chroot.
    init(_ operations: [ZooKeeperOperation], chroot: String) {
        self.operations = operations
        count = operations.count
        inputs = .allocate(capacity: count)
        inputs.initialize(repeating: zoo_op_t(), count: count)
        results = .allocate(capacity: count)
        results.initialize(repeating: zoo_op_result_t(), count: count)
        stats = .allocate(capacity: count)
        stats.initialize(repeating: Stat(), count: count)
        for (index, operation) in operations.enumerated() {
            fill(index, operation, chrootCount: chroot.utf8.count)
        }
    }

    deinit {
        for string in strings { free(string) }
        for buffer in buffers { buffer.deallocate() }
        inputs.deallocate()
        results.deallocate()
        stats.deallocate()
    }

    func send(on handle: OpaquePointer, _ context: UnsafeMutableRawPointer) -> Int32 {
        zoo_amulti(handle, Int32(count), inputs, results, voidArrived, context)
    }

    /// What came of each operation, once all have succeeded.
    func values() -> [ZooKeeperOperationResult] {
        operations.indices.map { index in
            switch operations[index] {
            case .create(let path, _, _, _):
                .created(path: results[index].value.map { String(cString: $0) } ?? path)
            case .set: .set(ZNodeStat(stats[index]))
            case .delete: .deleted
            case .check: .checked
            }
        }
    }

    /// Which operation failed: the others report success before it and an inconsistency after it.
    /// `nil` if the request as a whole got no answer.
    func failure() -> (index: Int, code: ZooKeeperCode)? {
        for index in 0..<count {
            let code = ZooKeeperCode(rawValue: results[index].err)
            if code != .ok && code != .runtimeInconsistency { return (index, code) }
        }
        return nil
    }

    private func fill(_ index: Int, _ operation: ZooKeeperOperation, chrootCount: Int) {
        let input = inputs + index
        switch operation {
        case .create(let path, let bytes, let mode, let acl):
            let list = ACLVector(acl)
            lists.append(list)
            let (data, dataCount) = copy(bytes)
            let room = chrootCount + path.utf8.count + Self.sequenceRoom
            let output = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
            output.initializeMemory(as: UInt8.self, repeating: 0)
            buffers.append(output)
            zoo_create_op_init(
                input, copy(path), data, dataCount, list.pointer, mode.rawValue,
                output.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(room))
        case .set(let path, let bytes, let version):
            let (data, dataCount) = copy(bytes)
            zoo_set_op_init(input, copy(path), data, dataCount, version, stats + index)
        case .delete(let path, let version):
            zoo_delete_op_init(input, copy(path), version)
        case .check(let path, let version):
            zoo_check_op_init(input, copy(path), version)
        }
    }

    private func copy(_ string: String) -> UnsafeMutablePointer<CChar>? {
        let copied = strdup(string)
        if let copied { strings.append(copied) }
        return copied
    }

    private func copy(_ bytes: [UInt8]?) -> (UnsafeMutablePointer<CChar>?, Int32) {
        guard let bytes else { return (nil, -1) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, bytes.count), alignment: 1)
        buffer.copyBytes(from: bytes)
        buffers.append(buffer)
        return (buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
    }
}
