import BrokerClient
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform

/// `kafka-delete-records.sh`: deletes the records before given offsets.
package struct DeleteRecordsCommand: Tool {
    package let name = "delete-records"
    package let table = OptionTable(
        "This tool helps to delete records of the given partitions down to the specified offset.",
        [
            .value("bootstrap-server", "server to connect to", "REQUIRED: host:port,host:port."),
            .value(
                "offset-json-file", "file",
                "REQUIRED: {\"partitions\":[{\"topic\":\"t\",\"partition\":1,\"offset\":1}],"
                    + "\"version\":1}; offset -1 deletes all."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try options.require("bootstrap-server", "offset-json-file")
        let settings = try AdminSettings(
            servers: options.value("bootstrap-server") ?? "",
            propertiesFile: options.value("command-config"), context)
        let path = try options.value("offset-json-file") ?? ""
        let content: [UInt8]
        do throws(SystemError) {
            content = try context.readFile(path)
        } catch {
            throw CommandFailure("Unable to read file \(path)")
        }
        let offsets = try OffsetFile.parse(content)
        let admin = try await context.connectAdmin(settings)
        let console = context.console
        console.line("Executing records delete operation")
        let results = await admin.deleteRecords(offsets)
        await admin.close()
        console.line("Records delete operation completed:")
        for (partition, result) in results.sorted(by: { $0.key < $1.key }) {
            switch result {
            case .success(let mark):
                console.line("partition: \(partition)\tlow_watermark: \(mark)")
            case .failure(let failure):
                console.line("partition: \(partition)\terror: \(failure.exceptionText)")
            }
        }
        return 0
    }
}

extension ClusterAdmin {
    /// Deletes the records below the offsets, all of them for -1. Gives the new first offset of each
    /// partition, or why there is none.
    func deleteRecords(
        _ offsets: [TopicPartition: Offset]
    ) async -> [TopicPartition: Result<Int64, AdminFailure>] {
        var results: [TopicPartition: Result<Int64, AdminFailure>] = [:]
        do throws(AdminFailure) {
            for (broker, group) in try await leaders(of: offsets.keys.sorted(), &results) {
                do throws(AdminFailure) {
                    try await deleteRecords(group, offsets, on: broker, &results)
                } catch {
                    for partition in group { results[partition] = .failure(error) }
                }
            }
        } catch {
            for partition in offsets.keys { results[partition] = .failure(error) }
        }
        return results
    }

    private func deleteRecords(
        _ partitions: [TopicPartition], _ offsets: [TopicPartition: Offset], on broker: BrokerID,
        _ results: inout [TopicPartition: Result<Int64, AdminFailure>]
    ) async throws(AdminFailure) {
        let topics = grouped(partitions).map { topic, numbers in
            DeleteRecordsRequest.DeleteRecordsTopic(
                name: topic,
                partitions: numbers.map {
                    DeleteRecordsRequest.DeleteRecordsPartition(
                        partitionIndex: $0, offset: offsets[TopicPartition(topic, $0)] ?? .none)
                })
        }
        let response = try await send(
            DeleteRecordsRequest(topics: topics, timeoutMs: brokerTimeout), to: .broker(broker),
            call: "deleteRecords"
        ) { _ in [] }
        for topic in response.topics {
            for partition in topic.partitions {
                results[TopicPartition(topic.name, partition.partitionIndex)] =
                    partition.errorCode == .none
                    ? .success(partition.lowWatermark)
                    : .failure(AdminFailure(partition.errorCode))
            }
        }
    }
}
