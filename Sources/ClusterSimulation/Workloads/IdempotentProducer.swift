import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Simulation

/// A producer with acks=all that sends one batch after another to random partitions and repeats each
/// until it is acknowledged, under the same sequence number.
// Sendable because everything happens on the one thread of the simulation.
final class IdempotentProducer: Workload, @unchecked Sendable {
    private let client: SimulatedClient
    private let checker: AcknowledgementChecker
    private let partitions: [TopicPartition]
    private var random: SeededNumbers
    private var sequences: [TopicPartition: Int32] = [:]
    private var mustStop = false
    /// Batches acknowledged so far.
    private(set) var progress = 0
    private(set) var hasStopped = false
    private(set) var doing = "nothing yet"

    init(
        _ client: SimulatedClient, _ checker: AcknowledgementChecker,
        to partitions: [TopicPartition], seed: UInt64
    ) {
        self.client = client
        self.checker = checker
        self.partitions = partitions
        random = SeededNumbers(seed: seed)
    }

    func start() {
        client.run { [self] in
            await produce()
            hasStopped = true
        }
    }

    func stop() { mustStop = true }

    private func produce() async {
        guard let (id, epoch) = await producerID() else { return }
        while !mustStop {
            let partition = partitions[random.below(partitions.count)]
            let count = Int32(1 + random.below(3))
            let sequence = sequences[partition, default: 0]
            guard let batch = makeBatch(id, epoch, sequence, count, partition) else { return }
            await deliver(batch, id, sequence, count, to: partition)
            sequences[partition] = sequence + count
            progress += 1
            await pause(random.duration(.milliseconds(1)...(.milliseconds(100))))
        }
    }

    private func producerID() async -> (ProducerID, Int16)? {
        while !mustStop {
            let answer = try? await client.admin.send(
                InitProducerIdRequest(transactionalId: nil), to: .anyBroker
            ) { [$0.errorCode] }
            if let answer, answer.errorCode == .none {
                return (answer.producerId, answer.producerEpoch)
            }
            await pause(.milliseconds(100))
        }
        return nil
    }

    private func makeBatch(
        _ id: ProducerID, _ epoch: Int16, _ sequence: Int32, _ count: Int32,
        _ partition: TopicPartition
    ) -> SharedBytes? {
        var header = RecordBatchHeader()
        header.producerID = id
        header.producerEpoch = epoch
        header.baseSequence = sequence
        var builder = RecordBatchBuilder(header)
        for number in 0..<count {
            let text = "\(id) \(partition) \(sequence + number)"
            builder.append(
                timestamp: client.time.wallMilliseconds(), key: nil,
                value: SharedBytes(copying: Array(text.utf8)))
        }
        return try? builder.finish()
    }

    private func deliver(
        _ batch: SharedBytes, _ id: ProducerID, _ sequence: Int32, _ count: Int32,
        to partition: TopicPartition
    ) async {
        let request = ProduceRequest(
            acks: -1, timeoutMs: 1500,
            topicData: [
                .init(
                    name: partition.topic,
                    partitionData: [.init(index: partition.partition, records: .bytes(batch))])
            ])
        // Once it was sent it is in doubt until its fate is known: so this goes on after `stop`.
        while true {
            doing = "sends sequence \(sequence) to \(partition)"
            let answer: ProduceResponse?
            do {
                answer = try await client.admin.send(
                    request, to: .leader(partition), timeout: .seconds(5)
                ) { $0.responses.flatMap { $0.partitionResponses.map(\.errorCode) } }
            } catch {
                answer = nil
                doing = "was told about sequence \(sequence) to \(partition): \(error)"
            }
            let part = answer?.responses.first?.partitionResponses.first
            if let part { doing = "was answered \(part.errorCode) for \(sequence) to \(partition)" }
            switch part?.errorCode {
            case .some(.none):
                checker.acknowledged(
                    partition, id, sequence: sequence, count: count,
                    at: part?.baseOffset ?? .none)
                return
            case .duplicateSequenceNumber: return
            // A leader that has been deposed and does not know it may lack what the next one has, and
            // refuse the number; one that does so for ever shows when everything should be well.
            default: await pause(.milliseconds(100))
            }
        }
    }

    private func pause(_ duration: Duration) async { try? await client.time.sleep(for: duration) }
}
