import ClusterMetadata
import Storage

/// Why a broker cannot start. The description is one plain message for the operator, who sees nothing
/// else; the program then ends with exit code 1.
package struct BrokerStartError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }

    init(_ error: ClusterMetadataError) {
        switch error {
        case .brokerIDInUse: self.init("\(error); give this one another id")
        case .endpointInUse: self.init("\(error); change advertised.listeners of one of the two")
        default: self.init("\(error)")
        }
    }

    init(_ error: LogDirectoriesError) {
        self.init(error.description)
    }
}
