/// Looks for records of deleted topics, and for what a topic made anew has lost. A pure function of the
/// journal.
enum RenewalChecker {
    static func violations(in journal: RenewalJournal) -> [Violation] {
        let failures = journal.failures.map {
            Violation(kind: .clientFailure, description: "the renewed topic: \($0)")
        }
        return failures
            + journal.generations.sorted { $0.key < $1.key }.flatMap { check($0.key, $0.value) }
    }

    private static func check(_ id: Int64, _ generation: RenewalJournal.Generation)
        -> [Violation]
    {
        let old = generation.read.filter { $0.generation != id }.map { record in
            Violation(
                kind: .reappeared,
                description: "\(describe(id, record.place)): a record of generation "
                    + "\(record.generation)")
        }
        guard generation.isRead, !generation.mayBeGone else { return old }
        return old + missing(id, generation) + repeated(id, generation)
    }

    private static func missing(_ id: Int64, _ generation: RenewalJournal.Generation)
        -> [Violation]
    {
        let own = generation.read.filter { $0.generation == id }
        let numbers = Dictionary(own.map { ($0.place, $0.number) }, uniquingKeysWith: { $1 })
        return generation.acknowledged.compactMap { record in
            let isThere =
                record.place.offset >= 0
                ? numbers[record.place] == record.number
                : own.contains {
                    $0.place.partition == record.place.partition && $0.number == record.number
                }
            return isThere
                ? nil
                : Violation(
                    kind: .lost,
                    description: "\(describe(id, record.place)): record \(record.number)")
        }
    }

    private static func repeated(_ id: Int64, _ generation: RenewalJournal.Generation)
        -> [Violation]
    {
        struct Record: Hashable {
            var partition: Int
            var number: Int64
        }
        var seen: Set<Record> = []
        return generation.read.filter { $0.generation == id }.compactMap { record in
            let isNew = seen.insert(
                Record(partition: record.place.partition, number: record.number)
            ).inserted
            return isNew
                ? nil
                : Violation(
                    kind: .duplicate,
                    description: "\(describe(id, record.place)): record \(record.number)")
        }
    }

    private static func describe(_ id: Int64, _ place: RenewalJournal.Place) -> String {
        "the renewed topic, generation \(id), partition \(place.partition), offset \(place.offset)"
    }
}
