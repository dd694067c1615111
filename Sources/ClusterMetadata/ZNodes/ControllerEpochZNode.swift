import KafkaModel

/// `/controller_epoch`: the term of the controller, as decimal text.
package enum ControllerEpochZNode {
    package static let path = "/controller_epoch"

    package static func decode(_ data: [UInt8]?) throws(ZNodeDecodeError) -> ControllerEpoch {
        guard let data else { throw .noData }
        guard let number = Int32(String(decoding: data, as: UTF8.self)) else {
            throw .invalidField("epoch")
        }
        return ControllerEpoch(number)
    }

    package static func encode(_ epoch: ControllerEpoch) -> [UInt8] {
        [UInt8](String(epoch.rawValue).utf8)
    }
}
