import CLinux
import Glibc
import Synchronization

/// A file of the real disk.
///
/// ``close()`` only makes later calls fail; the descriptor itself is given back with the last
/// reference, so that a read or a `sendfile` in progress on another thread can never meet a
/// descriptor number that meanwhile belongs to another file.
final class LocalFile: File {
    let path: String
    private let number: Int32
    private let isClosed = Atomic<Bool>(false)
    /// The file system cannot tell what is in memory; all is taken to be. Found out by the first
    /// attempt on each open file.
    private let residencyIsUnknown = Atomic<Bool>(false)

    /// Bytes that the kernel reads at once by default. Where it counts no pages in memory, one byte
    /// is tried for each of these.
    private static let kernelReadAhead = 128 * 1024

    init(path: String, descriptor: Int32) {
        self.path = path
        number = descriptor
    }

    deinit {
        Glibc.close(number)
    }

    var descriptor: Int32? { isClosed.load(ordering: .acquiring) ? nil : number }

    func size() throws(SystemError) -> Int64 {
        try checkOpen("fstat")
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .last("fstat", path) }
        return Int64(status.st_size)
    }

    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try checkOpen("read")
        guard let base = target.baseAddress else { return 0 }
        var done = 0
        while done < target.count {
            let got = retrying {
                pread(number, base + done, target.count - done, off_t(position) + off_t(done))
            }
            guard got >= 0 else { throw .last("read", path) }
            if got == 0 { break }
            done += got
        }
        return done
    }

    func readResident(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        if residencyIsUnknown.load(ordering: .relaxed) {
            return try read(into: target, at: position)
        }
        try checkOpen("read")
        guard let base = target.baseAddress else { return 0 }
        var done = 0
        while done < target.count {
            let got = retrying {
                needletail_read_resident(
                    number, base + done, target.count - done, position + Int64(done))
            }
            if got < 0, errno == EOPNOTSUPP {
                residencyIsUnknown.store(true, ordering: .relaxed)
                return try read(into: target, at: position)
            }
            guard got >= 0 else { throw .last("read", path) }
            if got == 0 { break }
            done += got
        }
        return done
    }

    func isResident(at position: Int64, count: Int) -> Bool {
        guard count > 0, descriptor != nil, !residencyIsUnknown.load(ordering: .relaxed) else {
            return true
        }
        let end = position + Int64(count)
        switch needletail_residency(number, position, Int64(count)) {
        case 0: return false
        case 1: return canRead(at: end - 1)
        case 2: return true
        default: break
        }
        var next = position
        while next < end {
            guard canRead(at: next) else { return false }
            next += Int64(Self.kernelReadAhead)
        }
        return canRead(at: end - 1)
    }

    private func canRead(at position: Int64) -> Bool {
        var byte: UInt8 = 0
        let got = retrying { needletail_read_resident(number, &byte, 1, position) }
        if got < 0, errno == EOPNOTSUPP { residencyIsUnknown.store(true, ordering: .relaxed) }
        // Any other failure shows itself to whoever reads.
        return got >= 0 || errno != EAGAIN
    }

    func readAhead(at position: Int64, count: Int) {
        guard descriptor != nil, count > 0 else { return }
        // One call asks for no more than the device takes at once.
        var next = position
        while next < position + Int64(count) {
            needletail_read_ahead(number, next, Int64(Self.kernelReadAhead))
            next += Int64(Self.kernelReadAhead)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        try checkOpen("write")
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let put = retrying {
                pwrite(number, base + done, bytes.count - done, off_t(position) + off_t(done))
            }
            guard put >= 0 else { throw .last("write", path) }
            done += put
        }
    }

    func synchronize() throws(SystemError) {
        try checkOpen("fdatasync")
        guard retrying({ fdatasync(number) }) == 0 else { throw .last("fdatasync", path) }
    }

    func startWriteBack() {
        guard descriptor != nil else { return }
        needletail_start_write_back(number)
    }

    func truncate(to size: Int64) throws(SystemError) {
        try checkOpen("ftruncate")
        guard retrying({ ftruncate(number, off_t(size)) }) == 0 else {
            throw .last("ftruncate", path)
        }
    }

    func reserve(_ size: Int64) {
        guard descriptor != nil, size > 0 else { return }
        _ = needletail_reserve(number, size)
    }

    func setModificationTime(_ milliseconds: Int64) throws(SystemError) {
        try checkOpen("futimens")
        // Rounded towards the past, so that the nanoseconds stay positive before 1970.
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let time = timespec(
            tv_sec: Int(rest < 0 ? seconds - 1 : seconds),
            tv_nsec: Int(rest < 0 ? rest + 1000 : rest) * 1_000_000)
        let times = [time, time]
        guard futimens(number, times) == 0 else { throw .last("futimens", path) }
    }

    func close() {
        isClosed.store(true, ordering: .releasing)
    }

    private func checkOpen(_ call: String) throws(SystemError) {
        guard descriptor != nil else { throw SystemError(call, path, number: EBADF) }
    }
}

/// An exclusive `flock`, held until released, or until the process ends.
final class LocalFileLock: FileLock {
    private let descriptor: Atomic<Int32>

    init(descriptor: Int32) {
        self.descriptor = Atomic(descriptor)
    }

    deinit {
        release()
    }

    func release() {
        let held = descriptor.exchange(-1, ordering: .acquiringAndReleasing)
        if held >= 0 { Glibc.close(held) }
    }
}
