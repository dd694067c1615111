import KafkaModel
import Storage

/// What a start would do with a partition's log, in words.
func text(of verdict: PartitionVerdict) -> String {
    let prediction = verdict.prediction
    if prediction.isNothing { return "nothing" }
    if let failure = prediction.failure { return "take the log directory offline: \(failure)" }
    var deeds: [String] = []
    if let recovery = prediction.recovery {
        deeds.append(
            "recover from offset \(recovery.from): \(counted(recovery.segments, "segment")), "
                + counted(Int(recovery.bytes), "byte"))
    }
    if prediction.beginsAnew {
        deeds.append("drop all segments and begin anew at offset \(prediction.startOffset)")
    }
    if let cut = prediction.cut { deeds.append(text(of: cut, seenEnd: verdict.seenEnd)) }
    if !prediction.adopted.isEmpty {
        deeds.append("put in place \(listed(prediction.adopted))")
    }
    if !prediction.removed.isEmpty { deeds.append("delete \(listed(prediction.removed))") }
    // What a recovery writes besides goes without saying.
    if deeds.isEmpty { deeds.append("write \(listed(prediction.rewritten))") }
    return deeds.joined(separator: "; ")
}

private func text(of cut: StartPrediction.Cut, seenEnd: Offset) -> String {
    var text = "cut at offset \(cut.offset), losing \(counted(Int(cut.bytes), "byte"))"
    if cut.laterSegments > 0 {
        text +=
            "; drop \(counted(cut.laterSegments, "later segment")) of "
            + counted(Int(cut.laterBytes), "byte")
    }
    if seenEnd > cut.offset { text += " (offsets up to \(seenEnd.rawValue - 1) were there)" }
    return text
}

/// The first few names, and how many more there are.
private func listed(_ names: [String]) -> String {
    /// Names that a line has room for.
    let shown = 4
    let rest = names.count - shown
    return names.prefix(shown).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}

/// `1 segment`, `2 segments`.
func counted(_ number: Int, _ thing: String) -> String {
    "\(number) \(thing)\(number == 1 ? "" : "s")"
}
