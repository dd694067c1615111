import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Simulation

/// A producer without sequence numbers, for topics that come and go under one name, or may lose what
/// they had. No two batches are alike: one that is seen in two topics has been served by the wrong one.
// Sendable because everything happens on the one thread of the simulation.
final class PassingProducer: Workload, @unchecked Sendable {
    private let client: SimulatedClient
    private let partitions: [TopicPartition]
    /// `nil`: nobody asks what became of topics that have gone.
    private let checker: AcknowledgementChecker?
    private var random: SeededNumbers
    private var sent = 0
    private var mustStop = false
    private(set) var hasStopped = false
    private(set) var progress = 0
    private(set) var doing = "nothing yet"

    init(
        _ client: SimulatedClient, _ checker: AcknowledgementChecker? = nil,
        to partitions: [TopicPartition], seed: UInt64
    ) {
        self.client = client
        self.checker = checker
        self.partitions = partitions
        random = SeededNumbers(seed: seed)
    }

    func start() {
        client.run { [self] in
            while !mustStop {
                await send(to: partitions[random.below(partitions.count)])
                let pause = random.duration(.milliseconds(20)...(.milliseconds(200)))
                try? await client.time.sleep(for: pause)
            }
            hasStopped = true
        }
    }

    func stop() { mustStop = true }

    private func send(to partition: TopicPartition) async {
        sent += 1
        var builder = RecordBatchBuilder(RecordBatchHeader())
        builder.append(
            timestamp: client.time.wallMilliseconds(), key: nil,
            value: SharedBytes(copying: Array("\(client.process.name) \(sent)".utf8)))
        guard let batch = try? builder.finish() else { return }
        let request = ProduceRequest(
            acks: random.once(in: 3) ? 1 : -1, timeoutMs: 1000,
            topicData: [
                .init(
                    name: partition.topic,
                    partitionData: [.init(index: partition.partition, records: .bytes(batch))])
            ])
        let answer = try? await client.admin.send(
            request, to: .leader(partition), timeout: .seconds(1))
        let part = answer?.responses.first?.partitionResponses.first
        let code = part?.errorCode
        doing = "was told \(code.map { "\($0)" } ?? "nothing") about batch \(sent)"
        guard let part, part.errorCode == .none else { return }
        progress += 1
        if request.acks == -1 { checker?.acknowledged(partition, at: part.baseOffset) }
    }
}
