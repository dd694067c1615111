import KafkaModel

/// A partition of one topic; of another topic under the same name it is another one.
struct Incarnation: Hashable {
    var partition: TopicPartition
    var topicID: UUID
}
