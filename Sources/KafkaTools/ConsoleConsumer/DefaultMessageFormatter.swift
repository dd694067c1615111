/// Prints the columns that are switched on, one record a line.
package struct DefaultMessageFormatter: MessageFormatter {
    private var printsTimestamp = false
    private var printsPartition = false
    private var printsOffset = false
    private var printsHeaders = false
    private var printsKey = false
    private var printsValue = true
    private var keySeparator = Array("\t".utf8)
    private var lineSeparator = Array("\n".utf8)
    private var headersSeparator = Array(",".utf8)
    private var nullLiteral = Array("null".utf8)
    private var keyDeserializer = Deserializer.text
    private var valueDeserializer = Deserializer.text
    private var headersDeserializer = Deserializer.text

    /// Reads the properties of the formatter. Throws for a deserializer that does not exist here.
    package init(_ properties: [String: String]) throws(CommandFailure) {
        func flag(_ name: String, _ fallback: Bool) -> Bool {
            properties[name].map { $0.trimmed.lowercased() == "true" } ?? fallback
        }
        func text(_ name: String, _ fallback: [UInt8]) -> [UInt8] {
            properties[name].map { Array($0.utf8) } ?? fallback
        }
        func deserializer(_ name: String) throws(CommandFailure) -> Deserializer {
            guard let className = properties[name] else { return .text }
            return try Deserializer(className: className)
        }
        printsTimestamp = flag("print.timestamp", false)
        printsPartition = flag("print.partition", false)
        printsOffset = flag("print.offset", false)
        printsHeaders = flag("print.headers", false)
        printsKey = flag("print.key", false)
        printsValue = flag("print.value", true)
        keySeparator = text("key.separator", keySeparator)
        lineSeparator = text("line.separator", lineSeparator)
        headersSeparator = text("headers.separator", headersSeparator)
        nullLiteral = text("null.literal", nullLiteral)
        keyDeserializer = try deserializer("key.deserializer")
        valueDeserializer = try deserializer("value.deserializer")
        headersDeserializer = try deserializer("headers.deserializer")
    }

    package func bytes(for record: IncomingRecord) throws(CommandFailure) -> [UInt8] {
        var columns: [[UInt8]] = []
        if printsTimestamp { columns.append(Array(timestamp(record).utf8)) }
        if printsPartition { columns.append(Array("Partition:\(record.partition)".utf8)) }
        if printsOffset { columns.append(Array("Offset:\(record.offset)".utf8)) }
        if printsHeaders { columns.append(try headers(record)) }
        if printsKey { columns.append(try text(record.key, keyDeserializer)) }
        if printsValue { columns.append(try text(record.value, valueDeserializer)) }
        guard !columns.isEmpty else { return [] }
        return Array(columns.joined(separator: keySeparator)) + lineSeparator
    }

    private func timestamp(_ record: IncomingRecord) -> String {
        switch record.timestampType {
        case .none: "NO_TIMESTAMP"
        case .createTime: "CreateTime:\(record.timestamp)"
        case .logAppendTime: "LogAppendTime:\(record.timestamp)"
        }
    }

    private func headers(_ record: IncomingRecord) throws(CommandFailure) -> [UInt8] {
        guard !record.headers.isEmpty else { return Array("NO_HEADERS".utf8) }
        var parts: [[UInt8]] = []
        for header in record.headers {
            parts.append(
                Array((header.key + ":").utf8) + (try text(header.value, headersDeserializer)))
        }
        return Array(parts.joined(separator: headersSeparator))
    }

    private func text(
        _ bytes: [UInt8]?, _ deserializer: Deserializer
    ) throws(CommandFailure) -> [UInt8] {
        guard let bytes else { return nullLiteral }
        return try deserializer.output(bytes)
    }
}
