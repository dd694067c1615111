/// Lines of Swift with their indentation.
struct SourceText {
    private(set) var lines: [String] = []
    private var depth = 0

    mutating func add(_ line: String) {
        lines.append(line.isEmpty ? "" : String(repeating: "    ", count: depth) + line)
    }

    /// `head {`, what `body` adds, and `}`.
    mutating func block(_ head: String, _ body: (inout SourceText) -> Void) {
        add(head + " {")
        depth += 1
        body(&self)
        depth -= 1
        add("}")
    }

    mutating func indented(_ body: (inout SourceText) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }

    var text: String { lines.joined(separator: "\n") + "\n" }
}
