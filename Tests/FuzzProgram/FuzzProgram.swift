import Bytes
import FuzzTargets
import Glibc

/// `bin/fuzz` builds this with libFuzzer, which brings its own `main` and calls
/// ``testOneInput(_:_:)`` with what it tries. Without it the program lists the targets.
#if FUZZING
    /// The target that `NEEDLETAIL_FUZZ_TARGET` names.
    private let target: FuzzTarget = {
        let name = getenv("NEEDLETAIL_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget.named(name) else {
            preconditionFailure("there is no fuzz target \"\(name)\"")
        }
        return target
    }()

    @_cdecl("LLVMFuzzerTestOneInput")
    func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        target.run(SharedBytes(copying: UnsafeRawBufferPointer(start: start, count: count)))
        return 0
    }
#else
    @main
    struct FuzzProgram {
        static func main() {
            for target in FuzzTarget.all + [.canary] { print(target.name, target.longest) }
        }
    }
#endif
