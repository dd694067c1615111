import Bytes
import Compression
import KafkaModel
import KafkaRecords

/// Prints a record file: a line for each batch, and one for each record where asked for.
struct LogDump {
    private let file: DumpedFile
    private let settings: DumpSettings
    private let console: any Console
    private let decoder: any RecordDecoder

    init(
        _ file: DumpedFile, _ settings: DumpSettings, _ console: any Console,
        decoder: any RecordDecoder
    ) {
        self.file = file
        self.settings = settings
        self.console = console
        self.decoder = decoder
    }

    func run(_ disk: DumpedDisk, _ findings: inout DumpFindings) throws(CommandFailure) {
        console.line(try heading())
        let open = try disk.open(file)
        guard settings.maxBytes >= 0 else {
            throw javaFailure(
                "java.lang.IllegalArgumentException",
                "Invalid size: \(settings.maxBytes) in read from \(open.text())")
        }
        let readsAll = settings.maxBytes == .max
        let end = readsAll ? open.size : min(open.size, Int64(settings.maxBytes))
        var batches = DumpedBatches(open, to: end)
        var last: Int64 = -1
        while let batch = try batches.next() {
            try tell(batch)
            guard settings.isDeep else { continue }
            try batch.forEachRecord { (record) throws(CommandFailure) in
                let offset = record.record.offset.rawValue
                if last != -1, offset != last &+ 1 {
                    findings.noteGap(file, last, followedBy: offset)
                }
                last = offset
                try tell(record, of: batch)
            }
        }
        let surplus = end - batches.position
        if surplus > 0, readsAll {
            console.line("Found \(surplus) invalid bytes at the end of \(file.name)")
        }
    }

    private func heading() throws(CommandFailure) -> String {
        if try file.suffix == ".log" { return "Log starting offset: \(try file.baseOffset)" }
        if file.name == "bootstrap.checkpoint" { return "KRaft bootstrap snapshot" }
        // A snapshot of KRaft: offset and epoch with a dash between them.
        let parts = file.name.prefix { $0 != "." }.split(separator: "-")
        guard parts.count == 2, let offset = Int64(parts[0]), let epoch = Int32(parts[1]) else {
            throw javaFailure("java.util.NoSuchElementException", "No value present")
        }
        return "Snapshot end offset: \(offset), epoch: \(epoch)"
    }

    // MARK: Batches

    private func tell(_ batch: DumpedBatch) throws(CommandFailure) {
        console.out(heading(of: batch.header))
        guard let codec = batch.header.compression else {
            throw javaFailure(
                "java.lang.IllegalArgumentException",
                "Unknown compression type id: \(Self.codecNumber(batch.header))")
        }
        console.line(
            " position: \(batch.position) \(batch.timestampTypeName): "
                + "\(batch.header.maxTimestamp) size: \(batch.sizeInBytes) magic: \(batch.magic) "
                + "compresscodec: \(codec.name) crc: \(batch.storedChecksum) "
                + "isvalid: \(try batch.isValid())")
    }

    private func heading(of header: AnyRecordBatch) -> String {
        guard let batch = header.current else { return "offset: \(header.lastOffset)" }
        return "baseOffset: \(batch.baseOffset) lastOffset: \(batch.lastOffset) "
            + "count: \(batch.recordCount) baseSequence: \(batch.baseSequence) "
            + "lastSequence: \(batch.lastSequence) producerId: \(batch.producerID) "
            + "producerEpoch: \(batch.producerEpoch) "
            + "partitionLeaderEpoch: \(batch.partitionLeaderEpoch) "
            + "isTransactional: \(batch.isTransactional) isControl: \(batch.isControl) "
            + "deleteHorizonMs: \(optionalLong(batch.deleteHorizon))"
    }

    private static func codecNumber(_ header: AnyRecordBatch) -> UInt8 {
        switch header {
        case .batch(let batch): batch.attributes.codec
        case .legacy(let message): message.attributes & 0x07
        }
    }

    // MARK: Records

    private func tell(_ entry: DumpedRecord, of batch: DumpedBatch) throws(CommandFailure) {
        var prefix = "| "
        if !settings.skipsRecordMetadata {
            console.out("\(prefix)\(metadata(of: entry, batch))")
            if batch.header.isControl { console.out(try controlText(entry.record)) }
            prefix = " "
        }
        if settings.printsContent, !batch.header.isControl {
            let (key, payload) = try decoder.decode(entry.record)
            if let key { console.out("\(prefix)key: \(key)") }
            if let payload { console.out(" payload: \(payload)") }
        }
        console.line("")
    }

    private func metadata(of entry: DumpedRecord, _ batch: DumpedBatch) -> String {
        let record = entry.record
        var text =
            "offset: \(record.offset) \(batch.timestampTypeName): \(record.timestamp) "
            + "keySize: \(record.key?.count ?? -1) valueSize: \(record.value?.count ?? -1)"
        if let sequence = entry.sequence {
            let keys = record.headers.map(\.key).joined(separator: ",")
            text += " sequence: \(sequence) headerKeys: [\(keys)]"
        }
        if let message = entry.message {
            // The brace that Kafka does not open either.
            text += " isValid: \(message.isChecksumValid) crc: \(message.storedChecksum)}"
        }
        return text
    }

    private func controlText(_ record: Record) throws(CommandFailure) -> String {
        let control: ControlRecord
        do throws(RecordError) {
            control = try ControlRecord(record)
        } catch {
            throw javaFailure("org.apache.kafka.common.InvalidRecordException", "\(error)")
        }
        switch control.kind {
        case .abort:
            return " endTxnMarker: ABORT coordinatorEpoch: \(control.coordinatorEpoch)"
        case .commit:
            return " endTxnMarker: COMMIT coordinatorEpoch: \(control.coordinatorEpoch)"
        case .other(let number):
            let names: [Int16: String] = [
                2: "LEADER_CHANGE", 3: "SNAPSHOT_HEADER", 4: "SNAPSHOT_FOOTER",
                5: "KRAFT_VERSION", 6: "KRAFT_VOTERS",
            ]
            return " controlType: \(names[number] ?? "UNKNOWN")(\(number))"
        }
    }
}

/// As Java shows a number that may be missing.
func optionalLong(_ number: Int64?) -> String {
    number.map { "OptionalLong[\($0)]" } ?? "OptionalLong.empty"
}
