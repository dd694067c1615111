/// Finds the name that somebody meant who mistyped it.
package enum NearestName {
    /// The candidate with the fewest edits from `name`, the first in order among equals; `nil` when
    /// even that one differs in more than a third of its characters.
    package static func of(_ name: String, among candidates: [String]) -> String? {
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = editDistance(name, candidate)
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(2, best.name.utf8.count / 3) else { return nil }
        return best.name
    }

    /// How many single-character insertions, deletions and replacements part two texts.
    package static func editDistance(_ left: String, _ right: String) -> Int {
        let columns = Array(right.utf8)
        var previous = Array(0...columns.count)
        for (row, character) in left.utf8.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(columns.count + 1)
            for (column, other) in columns.enumerated() {
                let replaced = previous[column] + (character == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[columns.count]
    }
}
