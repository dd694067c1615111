/// `/cluster/id`: the name of the cluster, made by its first broker.
package struct ClusterIDZNode: Equatable, Sendable {
    package static let path = "/cluster/id"

    package var id: String

    package init(id: String) { self.id = id }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        id = try JSONValue.decode(data).string("id")
    }

    /// The version is text here and nowhere else.
    package func encode() -> [UInt8] {
        JSONValue.object([.init("version", .string("1")), .init("id", .string(id))]).encoded()
    }
}
