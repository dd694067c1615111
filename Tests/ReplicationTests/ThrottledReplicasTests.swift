import KafkaModel
import Replication
import Testing

@Suite struct ThrottledReplicasTests {
    private var replicas = ThrottledReplicas()

    @Test func `without settings nothing is throttled`() {
        #expect(replicas.isEmpty)
        #expect(!replicas.contains(TopicPartition("t", 0), on: 1))
    }

    @Test func `a list names partitions and brokers`() {
        var replicas = replicas
        replicas.set(["0:1", "0:2", "3:1"], of: "t")
        #expect(replicas.contains(TopicPartition("t", 0), on: 2))
        #expect(replicas.contains(TopicPartition("t", 3), on: 1))
        #expect(!replicas.contains(TopicPartition("t", 3), on: 2))
        #expect(!replicas.contains(TopicPartition("u", 0), on: 2))
    }

    @Test func `a star names all replicas of the topic`() {
        var replicas = replicas
        replicas.set(["*"], of: "t")
        #expect(replicas.contains(TopicPartition("t", 77), on: 5))
        #expect(!replicas.contains(TopicPartition("u", 77), on: 5))
    }

    @Test(arguments: [[], [""], ["nonsense"], ["a:1", "1:b", "1", "1:2:3"]])
    func `a list without replicas throttles nothing any more`(_ list: [String]) {
        var replicas = replicas
        replicas.set(["*"], of: "t")
        replicas.set(list, of: "t")
        #expect(replicas.isEmpty)
    }
}
