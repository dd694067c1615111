/// A release of Kafka as `inter.broker.protocol.version` names it: `0.10.2`, `2.8`, `2.8.1`,
/// `2.8-IV1`, `3.9-IV0`. Ordered by time; a form without `IV` stands for the release's last level.
package struct Release: Comparable, Hashable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    /// Of releases before 1.0 only, such as 2 in `0.10.2`.
    package let patch: Int
    /// The feature level: the number behind `IV`; `nil` for the last one.
    package let level: Int?

    package init(_ major: Int, _ minor: Int, patch: Int = 0, level: Int? = nil) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.level = level
    }

    package static let latest = Release(3, 9, level: 0)

    /// The last minor number of each major one.
    private static let lastMinor = [0: 11, 1: 1, 2: 8, 3: 9]

    /// Reads a release from 0.8.0 to 3.9; `nil` for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
            .map { Int($0) ?? -1 }
        guard parts.count <= 2, (2...4).contains(numbers.count),
            numbers.allSatisfy({ (0..<100).contains($0) }),
            let last = Self.lastMinor[numbers[0]], numbers[1] <= last,
            numbers[0] > 0 || (numbers[1] >= 8 && numbers.count > 2)
        else { return nil }
        var level: Int?
        if parts.count == 2 {
            guard parts[1].hasPrefix("IV"), let number = Int(parts[1].dropFirst(2)),
                (0..<10).contains(number)
            else { return nil }
            level = number
        }
        self.init(numbers[0], numbers[1], patch: numbers[0] == 0 ? numbers[2] : 0, level: level)
    }

    package var description: String {
        let number = major == 0 ? "0.\(minor).\(patch)" : "\(major).\(minor)"
        return level.map { "\(number)-IV\($0)" } ?? number
    }

    package static func < (a: Release, b: Release) -> Bool {
        // No release had as many levels as the stand-in for the last one.
        (a.major, a.minor, a.patch, a.level ?? 99) < (b.major, b.minor, b.patch, b.level ?? 99)
    }
}
