import Glibc
import Platform

/// The operations of a ``SimulatedDisk`` that are more than a line, with its lock held.
extension SimulatedDisk.State {
    /// Counts an operation, shows it to the observer, and fails if that was asked for.
    mutating func begin(_ kind: DiskOperation.Kind, _ path: String, _ call: String)
        throws(SystemError)
    {
        let operation = DiskOperation(number: operations, kind: kind, path: path)
        operations += 1
        observer?(operation, image)
        if let number = fault?(operation) { throw SystemError(call, path, number: number) }
    }

    mutating func create(_ path: String, _ call: String, now: Int64) throws(SystemError)
        -> DiskImage.NodeID
    {
        let place = try image.place(path, for: call)
        try begin(.create, path, call)
        let id = image.add(.file(DiskImage.FileNode(modificationTime: now)))
        image.setNames([(place.directory, place.name, id)])
        return id
    }

    mutating func rename(_ source: String, to target: String) throws(SystemError) {
        func refused(_ number: Int32) -> SystemError {
            SystemError("rename", source, number: number)
        }
        let from = try image.place(source, for: "rename")
        let to = try image.place(target, for: "rename", subject: source)
        guard let moved = image.directory(from.directory)?.names[from.name] else {
            throw refused(ENOENT)
        }
        let replaced = image.directory(to.directory)?.names[to.name]
        if image.directory(moved) != nil {
            // A directory cannot become a part of itself.
            let sourceParts = DiskImage.parts(source)
            let targetParts = DiskImage.parts(target)
            if targetParts.count > sourceParts.count, targetParts.starts(with: sourceParts) {
                throw refused(EINVAL)
            }
        }
        if replaced == moved { return }
        if let replaced {
            switch (image.directory(moved), image.directory(replaced)) {
            case (nil, .some(let directory)):
                // Linux looks for this first if the target holds the source.
                let holds = DiskImage.parts(source).starts(with: DiskImage.parts(target))
                throw refused(holds && !directory.names.isEmpty ? ENOTEMPTY : EISDIR)
            case (.some, nil): throw refused(ENOTDIR)
            case (.some, .some(let directory)):
                guard directory.names.isEmpty else { throw refused(ENOTEMPTY) }
            case (nil, nil): break
            }
        }
        try begin(.rename(target: target), source, "rename")
        image.setNames([
            (from.directory, from.name, nil), (to.directory, to.name, moved),
        ])
    }

    mutating func remove(_ path: String) throws(SystemError) {
        guard let found = try image.find(path, for: "unlink") else { return }
        let place = try image.place(path, for: "unlink")
        if let directory = image.directory(found) {
            guard directory.names.isEmpty else {
                throw SystemError("rmdir", path, number: ENOTEMPTY)
            }
            try begin(.remove, path, "rmdir")
        } else {
            try begin(.remove, path, "unlink")
        }
        image.setNames([(place.directory, place.name, nil)])
    }

    /// How many of the bytes find room.
    func room(for write: DiskOperation.Write, _ capacity: Int) -> Int {
        guard let file = image.file(write.node) else { return 0 }
        let held = max(file.content.cached.count, file.reserved)
        let end = Int(write.position) + write.bytes.count
        guard end > held, capacity != SimulatedDisk.unlimited else { return write.bytes.count }
        let free = max(capacity - image.usedSpace, 0)
        return max(min(write.bytes.count, held + free - Int(write.position)), 0)
    }

    mutating func put(_ write: DiskOperation.Write, count: Int, now: Int64) {
        guard count > 0 else { return }
        image.changeFile(write.node) { file in
            file.content.change(
                .write(position: Int(write.position), bytes: Array(write.bytes.prefix(count))))
            file.modificationTime = now
        }
    }
}
