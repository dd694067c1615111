import Platform

/// Acts in the name of somebody else's session, over a connection of its own.
package enum RawZooKeeperSession {
    /// Ends the session on the server, as if it had expired: its owner learns of it when it connects
    /// again. Its ephemeral nodes are gone when this returns.
    ///
    /// The server drops the owner's connection for ours, and ours when the owner is back, so that
    /// several attempts may be needed.
    package static func close(port: UInt16, id: Int64, password: [UInt8]) async throws {
        try await onOwnThread {
            for _ in 0..<1000 where try attempt(port: port, id: id, password: password) { return }
            preconditionFailure("the owner was always faster")
        }
    }

    /// Whether the session has ended.
    private static func attempt(port: UInt16, id: Int64, password: [UInt8]) throws -> Bool {
        let connection = try RawConnection(port: port)
        let version = bigEndian(Int32(0))
        let lastTransaction = bigEndian(Int64(0))
        let timeout = bigEndian(Int32(5_000))
        let secret = bigEndian(Int32(password.count)) + password
        let connect = version + lastTransaction + timeout + bigEndian(id) + secret + [0]
        let requestID = bigEndian(Int32(1))
        let closeSession = requestID + bigEndian(Int32(-11))
        // Both at once, to be ahead of the owner.
        try connection.send(
            bigEndian(Int32(connect.count)) + connect + bigEndian(Int32(closeSession.count))
                + closeSession)
        guard let answer = try connection.receiveFrame(), answer.count >= 16 else { return false }
        if Array(answer[8..<16]) != bigEndian(id) { return true }
        return try connection.receiveFrame() != nil
    }
}
