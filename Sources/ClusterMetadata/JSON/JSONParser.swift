/// Why bytes are not a JSON document.
package enum JSONError: Error, Equatable, Sendable {
    /// Something else was expected at this byte.
    case unexpectedByte(position: Int)
    case truncated
    /// Nested deeper than ``JSONParser/maximumDepth``.
    case tooDeep
    case invalidText(position: Int)
}

/// Reads one JSON value. Bytes behind the value are ignored, as Kafka's reader does.
///
/// Memory is bounded by the size of the input, recursion by ``maximumDepth``.
package struct JSONParser {
    /// Znodes nest three levels; the bound keeps the stack small whatever is stored.
    package static let maximumDepth = 32

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        return try parser.value()
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try members())
        case UInt8(ascii: "["): return .array(try elements())
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func members() throws(JSONError) -> [JSONValue.Member] {
        try enter()
        var members: [JSONValue.Member] = []
        if try closes(UInt8(ascii: "}")) { return members }
        while true {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw unexpected() }
            let key = try text()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            members.append(JSONValue.Member(key, try value()))
            if try endsOrContinues(UInt8(ascii: "}")) { return members }
        }
    }

    private mutating func elements() throws(JSONError) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        if try closes(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value())
            if try endsOrContinues(UInt8(ascii: "]")) { return elements }
        }
    }

    /// Steps over an opening bracket.
    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        position += 1
    }

    /// Whether the container is empty.
    private mutating func closes(_ bracket: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        guard try peek() == bracket else { return false }
        position += 1
        depth -= 1
        return true
    }

    private mutating func endsOrContinues(_ bracket: UInt8) throws(JSONError) -> Bool {
        if try closes(bracket) { return true }
        try expect(UInt8(ascii: ","))
        return false
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError)
        -> JSONValue
    {
        let start = position
        for offset in 0..<word.utf8CodeUnitCount {
            let byte = word.withUTF8Buffer { $0[offset] }
            guard try peek() == byte else { throw .unexpectedByte(position: start) }
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        try digits()
        var isInteger = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < bytes.count, [0x2B, 0x2D].contains(bytes[position]) { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        return .decimal(text)
    }

    private mutating func digits() throws(JSONError) {
        guard Self.isDigit(try peek()) else { throw unexpected() }
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private mutating func text() throws(JSONError) -> String {
        let start = position
        position += 1
        var output: [UInt8] = []
        while true {
            let byte = try peek()
            position += 1
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                try escape(into: &output)
            } else {
                guard byte >= 0x20 else { throw .invalidText(position: position - 1) }
                output.append(byte)
            }
        }
        guard let text = String(validating: output, as: UTF8.self) else {
            throw .invalidText(position: start)
        }
        return text
    }

    private mutating func escape(into output: inout [UInt8]) throws(JSONError) {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"): output.append(contentsOf: String(try character()).utf8)
        default: throw .unexpectedByte(position: position - 1)
        }
    }

    /// The rest of `\uXXXX`, with its second half where it is one of a surrogate pair.
    private mutating func character() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let high = try fourHexDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        else { throw .invalidText(position: start) }
        position += 2
        let low = try fourHexDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw .invalidText(position: start) }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = Self.hexDigit(byte) else { throw unexpected() }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
            position += 1
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        return bytes[position]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw unexpected() }
        position += 1
    }

    private func unexpected() -> JSONError { .unexpectedByte(position: position) }
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unexpectedByte(let position): "unexpected byte at position \(position)"
        case .truncated: "it ends too early"
        case .tooDeep: "nested too deep"
        case .invalidText(let position): "invalid text at position \(position)"
        }
    }
}
