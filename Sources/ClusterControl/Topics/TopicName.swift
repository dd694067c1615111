/// Which names topics may have.
package enum TopicName {
    package static let maximumLength = 249

    /// Why a name is not legal, in the words of Kafka; `nil` for a legal one.
    package static func fault(_ name: String) -> String? {
        if name.isEmpty { return "Topic name is invalid: the empty string is not allowed" }
        if name == "." || name == ".." { return "Topic name is invalid: '\(name)' is not allowed" }
        if name.utf16.count > maximumLength {
            return "Topic name is invalid: the length of '\(name)' is longer than the max allowed "
                + "length \(maximumLength)"
        }
        guard name.utf8.allSatisfy(isLegal) else {
            return "Topic name is invalid: '\(name)' contains one or more characters other than "
                + "ASCII alphanumerics, '.', '_' and '-'"
        }
        return nil
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    /// Whether another name may collide with it: metrics cannot tell a period from an underscore.
    package static func hasCollisionCharacters(_ name: String) -> Bool {
        name.utf8.contains { $0 == 0x2E || $0 == 0x5F }
    }

    package static func collide(_ a: String, _ b: String) -> Bool { unified(a) == unified(b) }

    private static func unified(_ name: String) -> [UInt8] {
        name.utf8.map { $0 == 0x2E ? 0x5F : $0 }
    }
}
