import KafkaModel

/// Which version of the header stands before a body.
package enum HeaderVersion {
    /// 2 (client id and tagged fields) for flexible requests, else 1 (client id), and 0 for the first
    /// version of ControlledShutdown alone. Versions that do not exist follow the same rule, so that
    /// the header of an ApiVersions request from the future can be read.
    package static func request(_ key: APIKey, _ version: Int16) -> Int16 {
        if key == .controlledShutdown && version == 0 { return 0 }
        return isFlexible(key, version) ? 2 : 1
    }

    /// 1 (tagged fields) for flexible responses, else 0. Always 0 for ApiVersions: a client reads that
    /// answer before it knows which versions the broker has.
    package static func response(_ key: APIKey, _ version: Int16) -> Int16 {
        key != .apiVersions && isFlexible(key, version) ? 1 : 0
    }

    private static func isFlexible(_ key: APIKey, _ version: Int16) -> Bool {
        guard let first = key.firstFlexibleVersion else { return false }
        return version >= first
    }
}
