/// The Swift of a list of fields: of a message or of a structure in it.
struct StructureCode {
    let message: MessageDefinition
    let versions: VersionRange
    let fields: [FieldCode]

    init(_ message: MessageDefinition, fields: [FieldDefinition], versions: VersionRange) {
        self.message = message
        self.versions = versions
        self.fields = fields.map {
            FieldCode(field: $0, scope: versions, firstFlexible: message.firstFlexible)
        }
    }

    private var untagged: [FieldCode] { fields.filter { $0.field.tag == nil } }
    private var tagged: [FieldCode] {
        fields.filter { $0.field.tag != nil }.sorted { ($0.field.tag ?? 0) < ($1.field.tag ?? 0) }
    }

    /// `true`, `false`, or the condition under which the structure ends with tagged fields.
    private var flexibility: String {
        guard let first = message.firstFlexible, first <= versions.upper else { return "false" }
        return first <= versions.lower ? "true" : "version >= \(first)"
    }

    func addProperties(to source: inout SourceText) {
        for field in fields {
            source.add("package var \(field.name): \(field.swiftType) = \(field.defaultExpression)")
        }
        source.add("")
        source.add("package init() {}")
        guard !fields.isEmpty else { return }
        source.add("")
        source.add("package init(")
        source.indented { source in
            for (index, field) in fields.enumerated() {
                let comma = index == fields.count - 1 ? "" : ","
                source.add("\(field.name): \(field.swiftType) = \(field.defaultExpression)\(comma)")
            }
        }
        source.block(")") { source in
            for field in fields { source.add("self.\(field.name) = \(field.name)") }
        }
    }

    // MARK: Reading

    func addDecoding(to source: inout SourceText, isMessage: Bool) {
        let head = "package init(from reader: inout ByteReader, version: Int16) throws(DecodeError)"
        source.block(head) { source in
            if isMessage {
                source.add(
                    "guard \(versionCheck) else { throw .unsupportedVersion(version) }")
            }
            addFlexible(to: &source, used: untagged.map { $0.reading(from: "reader") })
            for field in untagged {
                let line = "\(field.name) = \(field.reading(from: "reader"))"
                source.add(field.presence.map { "if \($0) { \(line) }" } ?? line)
            }
            addTaggedDecoding(to: &source)
        }
    }

    private func addTaggedDecoding(to source: inout SourceText) {
        switch flexibility {
        case "false": return
        case "true": addTaggedFieldReading(to: &source)
        case let condition:
            if tagged.isEmpty {
                source.add("if \(condition) { try reader.skipTaggedFields() }")
            } else {
                source.block("if \(condition)") { addTaggedFieldReading(to: &$0) }
            }
        }
    }

    private func addTaggedFieldReading(to source: inout SourceText) {
        guard !tagged.isEmpty else {
            source.add("try reader.skipTaggedFields()")
            return
        }
        source.add("var tags = try TaggedFields(from: &reader)")
        source.block("while var tag = try tags.next(from: &reader)") { source in
            source.add("switch tag.number {")
            for field in tagged {
                let guarded = field.field.versions.lower > (message.firstFlexible ?? 0)
                let condition = guarded ? field.presence.map { " where \($0)" } ?? "" : ""
                source.add("case \(field.field.tag ?? 0)\(condition):")
                source.indented { source in
                    source.add("\(field.name) = \(field.reading(from: "tag.value"))")
                    source.add("try tag.end()")
                }
            }
            source.add("default: break")
            source.add("}")
        }
    }

    // MARK: Writing

    func addEncoding(to source: inout SourceText, isMessage: Bool) {
        let head =
            "package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError)"
        source.block(head) { source in
            if isMessage {
                source.add("guard \(versionCheck) else { \(misfit("version")) }")
            }
            addFlexible(to: &source, used: untagged.map { $0.writing(to: "writer") })
            for field in untagged { addWriting(field, to: &source) }
            addTaggedEncoding(to: &source)
        }
    }

    private func addWriting(_ field: FieldCode, to source: inout SourceText) {
        var lines: [String] = []
        if let allowed = field.nullPresence {
            lines.append(
                "if !(\(allowed)) && \(field.name) == nil { \(misfit(field.field.name)) }")
        }
        lines.append(field.writing(to: "writer"))
        guard let presence = field.presence else {
            for line in lines { source.add(line) }
            return
        }
        source.add("if \(presence) {")
        source.indented { source in
            for line in lines { source.add(line) }
        }
        if field.field.isIgnorable {
            source.add("}")
        } else {
            source.add("} else if \(field.isSet) {")
            source.indented { $0.add(misfit(field.field.name)) }
            source.add("}")
        }
    }

    private func addTaggedEncoding(to source: inout SourceText) {
        for field in tagged where field.presence != nil && !field.field.isIgnorable {
            source.add("if \(field.absence) && \(field.isSet) { \(misfit(field.field.name)) }")
        }
        switch flexibility {
        case "false": return
        case "true": addTaggedFieldWriting(to: &source)
        case let condition:
            if tagged.isEmpty {
                source.add("if \(condition) { writer.unsignedVarint(0) }")
            } else {
                source.block("if \(condition)") { addTaggedFieldWriting(to: &$0) }
            }
        }
    }

    private func addTaggedFieldWriting(to source: inout SourceText) {
        guard !tagged.isEmpty else {
            source.add("writer.unsignedVarint(0)")
            return
        }
        source.add("var tagCount: UInt32 = 0")
        for (index, field) in tagged.enumerated() {
            let guarded = field.field.versions.lower > (message.firstFlexible ?? 0)
            let presence = guarded ? field.presence.map { "\($0) && " } ?? "" : ""
            source.add("let has\(index) = \(presence)\(field.isSet)")
            source.add("if has\(index) { tagCount += 1 }")
        }
        source.add("writer.unsignedVarint(tagCount)")
        for (index, field) in tagged.enumerated() {
            source.block("if has\(index)") { source in
                source.add("var tag = ByteWriter(capacity: 64)")
                source.add(field.writing(to: "tag"))
                source.add("writer.taggedField(\(field.field.tag ?? 0), tag.finish())")
            }
        }
    }

    // MARK: Shared

    private var versionCheck: String {
        "version >= \(versions.lower) && version <= \(versions.upper)"
    }

    private func misfit(_ field: String) -> String {
        "throw EncodeError(message: \"\(message.name)\", field: \"\(field)\", version: version)"
    }

    private func addFlexible(to source: inout SourceText, used expressions: [String]) {
        guard let first = message.firstFlexible,
            expressions.contains(where: { $0.contains("compact: flexible") })
        else { return }
        source.add("let flexible = version >= \(first)")
    }
}
