/// Reads the syntax of Java's properties files: `name=value`, `name: value` or `name value`; lines
/// that begin with `#` or `!` are comments; a backslash at the end continues a line; `\t`, `\n`,
/// `\r`, `\f`, `\uXXXX` and escaped separators.
///
/// The text is UTF-8. A name that stands twice has its last value.
package struct PropertiesFile: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package let name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The settings in the order of the file, each name once.
    package private(set) var entries: [Entry] = []
    private var places: [String: Int] = [:]

    /// The settings by name.
    package var values: [String: String] {
        Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    package init(_ text: String) {
        for line in Self.logicalLines(of: text) {
            let (name, value) = Self.split(line)
            set(Self.unescaped(name), Self.unescaped(value))
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        if let place = places[name] {
            entries[place].value = value
        } else {
            places[name] = entries.count
            entries.append(Entry(name: name, value: value))
        }
    }

    /// Lines joined at continuations, without comments, blank lines and leading blanks.
    private static func logicalLines(of text: String) -> [[Unicode.Scalar]] {
        var result: [[Unicode.Scalar]] = []
        var current: [Unicode.Scalar] = []
        var isContinued = false
        for natural in naturalLines(of: text) {
            let line = natural.drop(while: isBlank)
            if !isContinued, line.isEmpty || line.first == "#" || line.first == "!" { continue }
            current += line
            isContinued = endsInOddBackslashes(line)
            if isContinued {
                current.removeLast()
            } else {
                result.append(current)
                current = []
            }
        }
        if !current.isEmpty { result.append(current) }
        return result.filter { !$0.isEmpty }
    }

    private static func naturalLines(of text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        var followsReturn = false
        for scalar in text.unicodeScalars {
            defer { followsReturn = scalar == "\r" }
            if scalar == "\n" && followsReturn { continue }
            if scalar == "\n" || scalar == "\r" {
                lines.append([])
            } else {
                lines[lines.count - 1].append(scalar)
            }
        }
        return lines
    }

    private static func endsInOddBackslashes(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        !line.reversed().prefix { $0 == "\\" }.count.isMultiple(of: 2)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\u{0C}"
    }

    /// The name ends at the first separator that is not escaped; one `=` or `:` among blanks goes.
    private static func split(_ line: [Unicode.Scalar]) -> (
        name: ArraySlice<Unicode.Scalar>, value: ArraySlice<Unicode.Scalar>
    ) {
        var end = 0
        var isEscaped = false
        while end < line.count {
            let scalar = line[end]
            if !isEscaped, scalar == "=" || scalar == ":" || isBlank(scalar) { break }
            isEscaped = scalar == "\\" && !isEscaped
            end += 1
        }
        var value = line[end...].drop(while: isBlank)
        if value.first == "=" || value.first == ":" {
            value = value.dropFirst().drop(while: isBlank)
        }
        return (line[..<end], value)
    }

    private static func unescaped(_ text: ArraySlice<Unicode.Scalar>) -> String {
        var units: [UInt16] = []
        var rest = text
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                units += Array(String(scalar).utf16)
                continue
            }
            guard let escaped = rest.popFirst() else { break }
            switch escaped {
            case "t": units.append(0x09)
            case "n": units.append(0x0A)
            case "r": units.append(0x0D)
            case "f": units.append(0x0C)
            case "u": units.append(unicodeUnit(&rest))
            default: units += Array(String(escaped).utf16)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// The unit of four hexadecimal digits; without them the `u` stands for itself.
    private static func unicodeUnit(_ rest: inout ArraySlice<Unicode.Scalar>) -> UInt16 {
        let digits = rest.prefix(4).map { Character($0) }
        guard digits.count == 4, digits.allSatisfy(\.isHexDigit),
            let unit = UInt16(String(digits), radix: 16)
        else { return 0x75 }
        rest = rest.dropFirst(4)
        return unit
    }
}
