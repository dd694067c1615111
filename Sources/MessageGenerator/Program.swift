import Glibc

/// `MessageGenerator ROOT [--check]`: writes the generated sources of the package at ROOT, or says
/// which of them are not what the definitions yield (exit code 1).
@main
struct Program {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let isCheck = arguments.contains("--check")
        guard let root = arguments.first(where: { !$0.hasPrefix("--") }) else {
            fail("usage: MessageGenerator ROOT [--check]", code: 2)
        }
        do {
            let generator = Generator(root: root)
            let changed = isCheck ? try generator.stale() : try generator.update()
            for name in changed { print(isCheck ? "stale: \(name)" : "changed: \(name)") }
            if isCheck && !changed.isEmpty { exit(1) }
        } catch {
            fail("\(error)", code: 1)
        }
    }

    private static func fail(_ text: String, code: Int32) -> Never {
        let line = Array((text + "\n").utf8)
        _ = write(2, line, line.count)
        exit(code)
    }
}
