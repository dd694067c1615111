extension MessageDefinition {
    /// The least number of bytes that `structure` takes on the wire, over all its versions.
    func minimumSize(of structure: StructureDefinition) -> Int {
        let versions = structure.versions.lower...structure.versions.upper
        return max(1, versions.map { minimumSize(of: structure.fields, version: $0) }.min() ?? 1)
    }

    private func minimumSize(of fields: [FieldDefinition], version: Int) -> Int {
        let flexible = firstFlexible.map { version >= $0 } ?? false
        var size = flexible ? 1 : 0
        for field in fields where field.versions.contains(version) && field.tag == nil {
            size += minimumSize(of: field, version: version, compact: flexible)
        }
        return size
    }

    private func minimumSize(of field: FieldDefinition, version: Int, compact: Bool) -> Int {
        switch field.type {
        case .scalar(let scalar): return scalar.size
        case .string: return compact && !field.isInflexible ? 1 : 2
        case .bytes, .records, .array: return compact && !field.isInflexible ? 1 : 4
        case .structure(let name):
            if field.nullable != nil { return 1 }
            guard let structure = structure(name) else { return 1 }
            return minimumSize(of: structure.fields, version: version)
        }
    }
}
