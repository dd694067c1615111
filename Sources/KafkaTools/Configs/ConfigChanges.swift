import Platform

/// What `configs --alter` is to set and to remove.
struct ConfigChanges: Equatable {
    var add: [ConfigSetting] = []
    var remove: [String] = []

    init(_ options: Options, _ context: ToolContext) throws(CommandFailure) {
        if let text = try options.value("add-config") { add = try parseSettings(text) }
        if let file = try options.value("add-config-file") {
            add = try context.properties(in: file).sorted { $0.key < $1.key }
                .map { ConfigSetting($0.key, $0.value) }
        }
        for setting in add { try checkKey(setting.name) }
        if let text = try options.value("delete-config") {
            remove = text.split(separator: ",").map { String($0).trimmed }
        }
    }

    var changes: [ConfigChange] {
        add.map { ConfigChange(name: $0.name, value: $0.value) }
            + remove.map { ConfigChange(name: $0, value: nil) }
    }
}

/// Reads `k1=v1,k2=[v1,v2],k3=v3`, where brackets keep commas and equals signs together.
func parseSettings(_ text: String) throws(CommandFailure) -> [ConfigSetting] {
    var settings: [ConfigSetting] = []
    for part in splitOutsideBrackets(text, at: ",") {
        let pair = splitOutsideBrackets(part, at: "=")
        guard pair.count == 2 else {
            throw CommandFailure(
                "requirement failed: Invalid entity config: all configs to be added must be in "
                    + "the format \"key=val\".")
        }
        let value = pair[1].filter { $0 != "[" && $0 != "]" }
        settings.append(ConfigSetting(pair[0].trimmed, value.trimmed))
    }
    return settings
}

private func splitOutsideBrackets(_ text: String, at separator: Character) -> [String] {
    var parts = [""]
    var isInside = false
    for character in text {
        if character == "[" { isInside = true }
        if character == "]" { isInside = false }
        if character == separator, !isInside {
            parts.append("")
        } else {
            parts[parts.count - 1].append(character)
        }
    }
    return parts
}

private func checkKey(_ key: String) throws(CommandFailure) {
    let isLegal = key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
    if !isLegal { throw CommandFailure("Invalid character found for config key: \(key)") }
}
