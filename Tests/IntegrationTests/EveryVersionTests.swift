import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing

extension RealProcesses {
    /// What the broker advertises it answers: each API in each version, with a body that can be read.
    struct EveryVersionTests {
        @Test func everyAdvertisedVersionIsAnswered() async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("every-version")
            let written = try await SpawnedProcess.run(
                "kcat", ["-P", "-b", cluster.bootstrap, "-t", topic, "-p", "0"], input: "x\n")
            #expect(written.exit == .code(0))
            let broker = try #require(cluster.brokers.first)
            let asker = try await Asker(port: broker.port, topic: topic)
            let advertised = try await asker.advertised()
            for (key, versions) in advertised {
                for version in versions {
                    await asker.ask(key, version)
                }
            }
            await asker.close()
            #expect(asker.failures.current == [])
            #expect(advertised.count >= 30)
        }
    }
}

/// Sends a small request of every kind, as a client that wants little would.
private struct Asker {
    let topic: String
    let failures = Failures()
    private let loops: EventLoopGroup
    private let resolver = BlockingExecutor(name: "resolver", threads: 1)
    private let pool: ConnectionPool
    private let address: SocketAddress

    final class Failures: Sendable {
        private let lines = Lock<[String]>([])
        var current: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    init(port: UInt16, topic: String) async throws {
        self.topic = topic
        loops = try EventLoopGroup(count: 1, name: "asker", clock: SystemClock())
        let transport = SocketTransport(
            loops: loops, resolver: resolver, logger: Logger("test", sink: NullLogSink()))
        pool = ConnectionPool(over: transport)
        address = SocketAddress(host: "127.0.0.1", port: port)
    }

    func close() async {
        await pool.close()
        loops.stop()
        resolver.stop()
    }

    func advertised() async throws -> [(APIKey, ClosedRange<Int16>)] {
        let answer = try await pool.connection(to: address).apiVersions()
        return answer.apiKeys.compactMap { line in
            APIKey(rawValue: line.apiKey).map { ($0, line.minVersion...line.maxVersion) }
        }
    }

    private func send<R: RequestMessage>(_ request: R, _ version: Int16) async {
        do {
            let connection = try await pool.connection(to: address)
            _ = try await connection.send(request, version: version, timeout: .seconds(20))
        } catch {
            failures.add("\(R.apiKey) \(version): \(error)")
        }
    }

    func ask(_ key: APIKey, _ version: Int16) async {
        switch key {
        case .produce, .fetch, .listOffsets, .offsetForLeaderEpoch, .deleteRecords, .initProducerId:
            await askForRecords(key, version)
        case .metadata, .describeCluster, .findCoordinator, .apiVersions, .describeLogDirs,
            .alterReplicaLogDirs:
            await askForMetadata(key, version)
        case .createTopics, .deleteTopics, .createPartitions, .describeConfigs, .alterConfigs,
            .incrementalAlterConfigs:
            await askForChanges(key, version)
        case .electLeaders, .alterPartitionReassignments, .listPartitionReassignments:
            await askForMoves(key, version)
        case .offsetCommit, .offsetFetch, .joinGroup, .heartbeat, .leaveGroup, .syncGroup,
            .describeGroups, .listGroups, .deleteGroups, .offsetDelete:
            await askTheCoordinator(key, version)
        case .leaderAndIsr, .stopReplica, .updateMetadata, .controlledShutdown, .alterPartition,
            .allocateProducerIds:
            await askAsABroker(key, version)
        default:
            failures.add("\(key) is advertised, but this test does not know it")
        }
    }

    private func askForRecords(_ key: APIKey, _ version: Int16) async {
        switch key {
        case .produce:
            let part = ProduceRequest.PartitionProduceData(index: 0, records: .empty)
            let data = ProduceRequest.TopicProduceData(name: topic, partitionData: [part])
            await send(ProduceRequest(acks: 1, timeoutMs: 1000, topicData: [data]), version)
        case .fetch:
            let part = FetchRequest.FetchPartition(
                partition: 0, fetchOffset: 0, partitionMaxBytes: 1000)
            await send(
                FetchRequest(
                    maxWaitMs: 10, minBytes: 0,
                    topics: [.init(topic: topic, partitions: [part])]), version)
        case .listOffsets:
            let part = ListOffsetsRequest.ListOffsetsPartition(
                partitionIndex: 0, timestamp: -1, maxNumOffsets: 1)
            await send(
                ListOffsetsRequest(
                    replicaId: -1, topics: [.init(name: topic, partitions: [part])]), version)
        case .offsetForLeaderEpoch:
            let part = OffsetForLeaderEpochRequest.OffsetForLeaderPartition(
                partition: 0, leaderEpoch: 0)
            await send(
                OffsetForLeaderEpochRequest(topics: [.init(topic: topic, partitions: [part])]),
                version)
        case .deleteRecords:
            let part = DeleteRecordsRequest.DeleteRecordsPartition(partitionIndex: 0, offset: 0)
            await send(
                DeleteRecordsRequest(
                    topics: [.init(name: topic, partitions: [part])], timeoutMs: 1000), version)
        default: await send(InitProducerIdRequest(), version)
        }
    }

    private func askForMetadata(_ key: APIKey, _ version: Int16) async {
        switch key {
        case .metadata: await send(MetadataRequest(topics: [.init(name: topic)]), version)
        case .describeCluster: await send(DescribeClusterRequest(), version)
        case .alterReplicaLogDirs:
            await send(AlterReplicaLogDirsRequest(dirs: [.init(path: "/nowhere")]), version)
        case .describeLogDirs: await send(DescribeLogDirsRequest(topics: nil), version)
        case .findCoordinator:
            await send(
                version >= 4
                    ? FindCoordinatorRequest(coordinatorKeys: ["g"])
                    : FindCoordinatorRequest(key: "g"), version)
        default:
            await send(
                ApiVersionsRequest(clientSoftwareName: "test", clientSoftwareVersion: "1"), version)
        }
    }

    private func askForChanges(_ key: APIKey, _ version: Int16) async {
        switch key {
        case .createTopics:
            let wanted = CreateTopicsRequest.CreatableTopic(
                name: topic, numPartitions: 1, replicationFactor: 1)
            await send(CreateTopicsRequest(topics: [wanted], timeoutMs: 1000), version)
        case .deleteTopics:
            await send(
                version >= 6
                    ? DeleteTopicsRequest(topics: [.init(name: "absent")], timeoutMs: 1000)
                    : DeleteTopicsRequest(topicNames: ["absent"], timeoutMs: 1000), version)
        case .createPartitions:
            await send(
                CreatePartitionsRequest(topics: [.init(name: topic, count: 1)], timeoutMs: 1000),
                version)
        case .describeConfigs:
            await send(
                DescribeConfigsRequest(resources: [
                    .init(resourceType: 2, resourceName: topic),
                    .init(resourceType: 4, resourceName: "1"),
                ]), version)
        case .alterConfigs:
            let resource = AlterConfigsRequest.AlterConfigsResource(
                resourceType: 2, resourceName: topic)
            await send(AlterConfigsRequest(resources: [resource], validateOnly: true), version)
        default:
            let resource = IncrementalAlterConfigsRequest.AlterConfigsResource(
                resourceType: 2, resourceName: topic)
            await send(
                IncrementalAlterConfigsRequest(resources: [resource], validateOnly: true), version)
        }
    }

    private func askForMoves(_ key: APIKey, _ version: Int16) async {
        switch key {
        case .electLeaders:
            let wanted = ElectLeadersRequest.TopicPartitions(topic: topic, partitions: [0])
            await send(
                ElectLeadersRequest(topicPartitions: [wanted], timeoutMs: 1000), version)
        case .alterPartitionReassignments:
            await send(AlterPartitionReassignmentsRequest(timeoutMs: 1000), version)
        default:
            await send(
                ListPartitionReassignmentsRequest(timeoutMs: 1000, topics: nil), version)
        }
    }

    private func askTheCoordinator(_ key: APIKey, _ version: Int16) async {
        let group = "every-version"
        switch key {
        case .offsetCommit:
            let part = OffsetCommitRequest.OffsetCommitRequestPartition(
                partitionIndex: 0, committedOffset: 1, committedMetadata: "")
            await send(
                OffsetCommitRequest(
                    groupId: group, topics: [.init(name: topic, partitions: [part])]), version)
        case .offsetFetch:
            await send(
                version >= 8
                    ? OffsetFetchRequest(groups: [
                        .init(
                            groupId: group, topics: [.init(name: topic, partitionIndexes: [0])])
                    ])
                    : OffsetFetchRequest(
                        groupId: group, topics: [.init(name: topic, partitionIndexes: [0])]),
                version)
        case .joinGroup:
            await send(
                JoinGroupRequest(
                    groupId: group, sessionTimeoutMs: 1, memberId: "", protocolType: "consumer"),
                version)
        case .heartbeat:
            await send(HeartbeatRequest(groupId: group, generationId: 1, memberId: "m"), version)
        case .leaveGroup:
            await send(
                version >= 3
                    ? LeaveGroupRequest(groupId: group, members: [.init(memberId: "m")])
                    : LeaveGroupRequest(groupId: group, memberId: "m"), version)
        case .syncGroup:
            await send(SyncGroupRequest(groupId: group, generationId: 1, memberId: "m"), version)
        case .describeGroups: await send(DescribeGroupsRequest(groups: [group]), version)
        case .listGroups: await send(ListGroupsRequest(), version)
        case .deleteGroups: await send(DeleteGroupsRequest(groupsNames: ["absent"]), version)
        default:
            let part = OffsetDeleteRequest.OffsetDeleteRequestPartition(partitionIndex: 0)
            await send(
                OffsetDeleteRequest(
                    groupId: group, topics: [.init(name: topic, partitions: [part])]), version)
        }
    }

    /// As a controller or broker of long ago, which is refused by its epoch.
    private func askAsABroker(_ key: APIKey, _ version: Int16) async {
        switch key {
        case .leaderAndIsr:
            await send(LeaderAndIsrRequest(controllerId: 9, controllerEpoch: 0), version)
        case .stopReplica:
            await send(StopReplicaRequest(controllerId: 9, controllerEpoch: 0), version)
        case .updateMetadata:
            await send(UpdateMetadataRequest(controllerId: 9, controllerEpoch: 0), version)
        case .controlledShutdown:
            await send(ControlledShutdownRequest(brokerId: 99), version)
        case .alterPartition: await send(AlterPartitionRequest(brokerId: 99), version)
        default: await send(AllocateProducerIdsRequest(brokerId: 99), version)
        }
    }
}
