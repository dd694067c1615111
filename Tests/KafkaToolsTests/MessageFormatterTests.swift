import Bytes
import KafkaModel
import KafkaProtocol
import Testing

@testable import KafkaTools

@Suite struct DefaultMessageFormatterTests {
    private var record: IncomingRecord {
        var record = IncomingRecord(topic: "kv", partition: 0, offset: 7)
        record.timestampType = .createTime
        record.timestamp = 1_795_250_675_237
        record.key = Array("k".utf8)
        record.value = Array("v".utf8)
        return record
    }

    private func text(
        _ record: IncomingRecord, _ properties: [String: String]
    ) throws -> String {
        String(
            decoding: try DefaultMessageFormatter(properties).bytes(for: record), as: UTF8.self)
    }

    @Test func theValueAloneIsPrintedByDefault() throws {
        #expect(try text(record, [:]) == "v\n")
    }

    @Test func allColumnsStandInKafkasOrder() throws {
        let columns = ["timestamp", "partition", "offset", "headers", "key", "value"]
        let properties = Dictionary(
            uniqueKeysWithValues: columns.map { ("print.\($0)", "true") })
        #expect(
            try text(record, properties)
                == "CreateTime:1795250675237\tPartition:0\tOffset:7\tNO_HEADERS\tk\tv\n")
    }

    @Test func nullPrintsAsTheLiteral() throws {
        var deletion = record
        deletion.value = nil
        let properties = [
            "print.key": "true", "key.separator": " => ", "line.separator": ";\n",
            "null.literal": "<null>",
        ]
        #expect(try text(deletion, properties) == "k => <null>;\n")
    }

    @Test func headersAreJoinedBySeparators() throws {
        var withHeaders = record
        withHeaders.headers = [
            .init(key: "h1", value: Array("a".utf8)), .init(key: "h2", value: nil),
        ]
        let properties = ["print.headers": "true", "headers.separator": "|"]
        #expect(try text(withHeaders, properties) == "h1:a|h2:null\tv\n")
    }

    @Test func aMissingTimestampIsSaid() throws {
        var without = record
        without.timestampType = .none
        #expect(try text(without, ["print.timestamp": "true"]) == "NO_TIMESTAMP\tv\n")
    }

    @Test func numbersAreReadByTheirDeserializer() throws {
        var number = record
        number.value = [0, 0, 1, 0]
        let name = "org.apache.kafka.common.serialization.IntegerDeserializer"
        #expect(try text(number, ["value.deserializer": name]) == "256\n")
    }

    @Test func aNumberOfTheWrongSizeIsAnError() {
        let name = "org.apache.kafka.common.serialization.IntegerDeserializer"
        let failure = CommandFailure(
            "Size of data received by IntegerDeserializer is not 4")
        #expect(throws: failure) { try text(record, ["value.deserializer": name]) }
    }
}

@Suite struct InternalTopicFormatterTests {
    private func bytes(_ message: some WireMessage, version: Int16) throws -> [UInt8] {
        var writer = ByteWriter()
        writer.int16(version)
        try message.encode(to: &writer, version: version)
        return writer.chunks().flatMap { $0.inMemory?.array ?? [] }
    }

    private func text(_ name: String, _ record: IncomingRecord) throws -> String {
        let choice = try FormatterChoice(name, [:])
        return String(decoding: try choice.formatter.bytes(for: record), as: UTF8.self)
    }

    private func commit(hasValue: Bool = true) throws -> IncomingRecord {
        var record = IncomingRecord(topic: "__consumer_offsets", partition: 0, offset: 0)
        record.key = try bytes(
            OffsetCommitKey(group: "fmt", topic: "orders", partition: 0), version: 1)
        let value = OffsetCommitValue(
            offset: 5, leaderEpoch: -1, metadata: "", commitTimestamp: 1_795_250_675_237)
        if hasValue { record.value = try bytes(value, version: 3) }
        return record
    }

    @Test func aCommitIsOneObject() throws {
        #expect(
            try text("org.apache.kafka.tools.consumer.OffsetsMessageFormatter", commit())
                == #"{"key":{"version":1,"data":{"group":"fmt","topic":"orders","partition":0}},"#
                + #""value":{"version":3,"data":{"offset":5,"leaderEpoch":-1,"metadata":"","#
                + #""commitTimestamp":1795250675237}}}"#)
    }

    @Test func aDeletedCommitHasANullValue() throws {
        #expect(
            try text(
                "org.apache.kafka.tools.consumer.OffsetsMessageFormatter",
                commit(hasValue: false)
            ).hasSuffix(#""value":null}"#))
    }

    @Test func theOldFormIsALineOfText() throws {
        #expect(
            try text(
                "kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter", commit())
                == "[fmt,orders,0]::OffsetAndMetadata(offset=5, leaderEpoch=Optional.empty, "
                + "metadata=, commitTimestamp=1795250675237, expireTimestamp=None)\n")
    }

    @Test func recordsOfOtherKindsPrintNothing() throws {
        #expect(
            try text(
                "org.apache.kafka.tools.consumer.GroupMetadataMessageFormatter", commit()) == "")
    }

    @Test func aGroupIsOneObjectWithItsMembers() throws {
        var record = IncomingRecord(topic: "__consumer_offsets", partition: 0, offset: 0)
        record.key = try bytes(GroupMetadataKey(group: "g"), version: 2)
        let member = GroupMetadataValue.MemberMetadata(
            memberId: "m", clientId: "c", clientHost: "/127.0.0.1", rebalanceTimeout: 300_000,
            sessionTimeout: 45_000, subscription: [0, 3], assignment: [0, 3, 255])
        let value = GroupMetadataValue(
            protocolType: "consumer", generation: 1, protocol: "range", leader: "m",
            currentStateTimestamp: 5, members: [member])
        record.value = try bytes(value, version: 3)
        #expect(
            try text("org.apache.kafka.tools.consumer.GroupMetadataMessageFormatter", record)
                == #"{"key":{"version":2,"data":{"group":"g"}},"value":{"version":3,"data":"#
                + #"{"protocolType":"consumer","generation":1,"protocol":"range","leader":"m","#
                + #""currentStateTimestamp":5,"members":[{"memberId":"m","groupInstanceId":null,"#
                + #""clientId":"c","clientHost":"/127.0.0.1","rebalanceTimeout":300000,"#
                + #""sessionTimeout":45000,"subscription":"AAM=","assignment":"AAP/"}]}}}"#)
    }

    @Test func bytesThatAreNoMessageAreAnError() throws {
        var record = try commit()
        record.value = [0]
        #expect(throws: CommandFailure.self) {
            try text("org.apache.kafka.tools.consumer.OffsetsMessageFormatter", record)
        }
    }

    @Test func anOldNameIsAnsweredWithTheNewOne() throws {
        let choice = try FormatterChoice("kafka.tools.DefaultMessageFormatter", [:])
        #expect(
            choice.warning
                == "WARNING: kafka.tools.DefaultMessageFormatter is deprecated and will be removed "
                + "in the next major release. Please use "
                + "org.apache.kafka.tools.consumer.DefaultMessageFormatter instead")
    }
}
