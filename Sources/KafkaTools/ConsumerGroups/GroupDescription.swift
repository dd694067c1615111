import KafkaModel

/// A consumer group as its coordinator describes it.
package struct GroupDescription: Equatable, Sendable {
    package struct Member: Equatable, Sendable {
        package var id: String
        package var instanceID: String?
        package var clientID: String
        /// With a slash in front, as brokers give it.
        package var host: String
        /// Ascending.
        package var assignment: [TopicPartition]

        package init(
            id: String, instanceID: String? = nil, clientID: String, host: String,
            assignment: [TopicPartition]
        ) {
            self.id = id
            self.instanceID = instanceID
            self.clientID = clientID
            self.host = host
            self.assignment = assignment
        }
    }

    package struct Coordinator: Equatable, Sendable {
        package var id: BrokerID
        package var host: String
        package var port: Int32

        package init(id: BrokerID, host: String, port: Int32) {
            self.id = id
            self.host = host
            self.port = port
        }
    }

    package var id: String
    /// Kafka's word, such as `Stable`.
    package var state: String
    package var assignmentStrategy = ""
    package var members: [Member] = []

    package init(id: String, state: String) {
        self.id = id
        self.state = state
    }

    package var isDead: Bool { state == "Dead" }

    /// What a person should know about the state: a text, and whether it is an error, which Kafka
    /// prints on standard output.
    package var remark: (text: String, isError: Bool)? {
        switch state {
        case "Dead":
            ("\nError: Consumer group '\(id)' does not exist.\n", true)
        case "Empty":
            ("\nConsumer group '\(id)' has no active members.\n", false)
        case "PreparingRebalance", "CompletingRebalance", "Assigning", "Reconciling":
            ("\nWarning: Consumer group '\(id)' is rebalancing.\n", false)
        default: nil
        }
    }

    /// The words for states that `--list --state` accepts.
    package static let states = [
        "PreparingRebalance", "CompletingRebalance", "Stable", "Dead", "Empty", "Assigning",
        "Reconciling",
    ]
}
