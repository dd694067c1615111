/// Items of a log line, the first twenty of many: a line stays one that can be read.
func listed<Item: CustomStringConvertible>(_ items: [Item]) -> String {
    let limit = 20
    let shown = items.prefix(limit).map(\.description).joined(separator: ", ")
    return items.count > limit ? "\(shown) and \(items.count - limit) more" : shown
}
