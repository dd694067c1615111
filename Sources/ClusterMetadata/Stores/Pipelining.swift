/// How many operations the stores hand to the session at once. The session bounds what is on the
/// wire (`zookeeper.max.in.flight.requests`); this bounds the memory of those that wait.
package let pipelineLimit = 4096

/// Runs `body` for all items, many at once, and returns the results in the order of the items.
///
/// Calls begin in order but may reach the server in any order.
package func pipelined<Item: Sendable, Output: Sendable>(
    _ items: [Item], atOnce limit: Int = pipelineLimit,
    _ body: @escaping @Sendable (Item) async -> Output
) async -> [Output] {
    if items.isEmpty { return [] }
    if items.count == 1 { return [await body(items[0])] }
    return await withTaskGroup(of: (Int, Output).self) { group in
        var outputs = [Output?](repeating: nil, count: items.count)
        var next = 0
        while next < min(items.count, limit) {
            let (index, item) = (next, items[next])
            group.addTask { (index, await body(item)) }
            next += 1
        }
        while let (index, output) = await group.next() {
            outputs[index] = output
            if next < items.count {
                let (index, item) = (next, items[next])
                group.addTask { (index, await body(item)) }
                next += 1
            }
        }
        return outputs.compactMap { $0 }
    }
}

extension Array {
    /// The successes of all, or the first failure.
    func allSuccesses<Success, Failure: Error>() throws(Failure) -> [Success]
    where Element == Result<Success, Failure> {
        var values: [Success] = []
        values.reserveCapacity(count)
        for result in self { values.append(try result.get()) }
        return values
    }
}
