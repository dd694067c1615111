import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Simulation
import TestSupport

// The decoders of storage are open to tests only, and those are built for debugging.
#if DEBUG
    @testable import Storage

    extension FuzzTarget {
        /// Every kind of file in a log directory.
        static let storageTargets = [
            FuzzTarget("segment-recovery", longest: 16384) { input in
                FuzzedLog(FuzzInput(input)).run()
            },
            FuzzTarget("offset-index") { input in
                withFile(input) { disk, path throws(SystemError) in
                    var index = OffsetIndex(path: path, baseOffset: 5, fileSystem: disk)
                    guard try index.load(recordsSize: 1 << 20) else { return }
                    for target: Int64 in [0, 5, 100, .max] { _ = try index.lookup(Offset(target)) }
                    _ = try index.entries()
                    try index.truncate(to: 100)
                }
            },
            FuzzTarget("time-index") { input in
                withFile(input) { disk, path throws(SystemError) in
                    var index = TimeIndex(path: path, baseOffset: 5, fileSystem: disk)
                    guard try index.load() else { return }
                    for target: Int64 in [.min, 0, 1000, .max] { _ = try index.lookup(target) }
                    _ = try index.entries()
                    try index.truncate(to: 100)
                }
            },
            FuzzTarget("transaction-index") { input in
                withFile(input) { disk, path throws(SystemError) in
                    var index = TransactionIndex(path: path, fileSystem: disk)
                    guard try index.load(baseOffset: 5, disk) else { return }
                    _ = try index.aborted(from: 0, upTo: Offset(Int64.max))
                    try index.truncate(to: 100)
                }
            },
            FuzzTarget("producer-snapshot") { input in
                let file = ProducerSnapshotFile(directory: "/", offset: 0)
                // The checksum made right, so that what lies behind it is reached.
                let bytes = SharedBytes(copying: input.array)
                if bytes.count >= 6 {
                    let covered = bytes.slice(from: 6, count: bytes.count - 6)
                    bytes.store(bigEndian: CRC32C.checksum(covered), at: 2)
                }
                for bytes in [input, bytes] {
                    guard let entries = try? file.decode(bytes) else { continue }
                    _ = ProducerStates(entries)
                    let again = try? file.decode(ProducerSnapshotFile.encode(entries))
                    requireEqual(again, entries, "a snapshot")
                }
            },
            FuzzTarget("offset-checkpoint") { input in
                withFile(input) { disk, path throws(LogError) in
                    let file = OffsetCheckpointFile(path: path, fileSystem: disk)
                    guard let offsets = try? file.read() else { return }
                    try file.write(offsets)
                    requireEqual(try file.read(), offsets, "a checkpoint")
                }
            },
            FuzzTarget("epoch-checkpoint") { input in
                withFile(input, named: LeaderEpochCheckpoint.fileName) { disk, _ throws(LogError) in
                    let file = LeaderEpochCheckpoint(directory: "", fileSystem: disk)
                    guard let epochs = try? file.read() else { return }
                    try file.write(epochs, durable: true)
                    requireEqual(try file.read(), epochs, "epochs")
                }
            },
            FuzzTarget("partition-metadata") { input in
                withFile(input, named: PartitionMetadataFile.fileName) { disk, _ throws(LogError) in
                    let file = PartitionMetadataFile(directory: "", fileSystem: disk)
                    guard let id = try? file.read() else { return }
                    try file.write(id)
                    requireEqual(try file.read(), id, "a topic id")
                }
            },
            FuzzTarget("meta-properties") { input in
                withFile(input, named: MetaProperties.fileName) { disk, _ throws(LogError) in
                    _ = try? MetaProperties.read(directory: "", disk)
                }
            },
            compactionTarget,
            FuzzTarget("file-names") { input in
                let name = String(decoding: input.array, as: UTF8.self)
                if let parsed = LogFileNames.parse(name) {
                    let again = LogFileNames.name(parsed.offset, parsed.kind) + parsed.state
                    requireEqual(again, name, "a name")
                }
                if let partition = LogFileNames.partition(directoryName: name) {
                    precondition(partition.partition >= 0)
                }
                _ = LogFileNames.specialSuffix(name)
            },
        ]

        /// Runs `body` with the input as a file. The disk is sound, so that only what stands in the
        /// file can be wrong: an error of the disk is a fault.
        private static func withFile<E: Error>(
            _ input: SharedBytes, named name: String = "file",
            _ body: (SimulatedDisk, _ path: String) throws(E) -> Void
        ) {
            let disk = SimulatedDisk(time: ManualClock())
            do {
                try disk.open("/\(name)", .new).write(input)
                try body(disk, "/\(name)")
            } catch {
                preconditionFailure("\(error)")
            }
        }
    }

    extension File {
        func write(_ bytes: SharedBytes) throws(SystemError) {
            try bytes.withUnsafeBytes { (raw) throws(SystemError) in try write(raw, at: 0) }
        }
    }
#else
    extension FuzzTarget { static let storageTargets: [FuzzTarget] = [] }
#endif
