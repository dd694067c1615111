import Platform

/// Acts in the name of somebody else's session, over a connection of its own.
package enum RawZooKeeperSession {
    /// Ends the session on the server, as if it had expired: its owner learns of it when it connects
    /// again. Its ephemeral nodes are gone when this returns.
    package static func close(port: UInt16, id: Int64, password: [UInt8]) async throws {
        try await onOwnThread {
            let connection = try RawConnection(port: port)
            let version = bigEndian(Int32(0))
            let lastTransaction = bigEndian(Int64(0))
            let timeout = bigEndian(Int32(5_000))
            try connection.sendFrame(
                version + lastTransaction + timeout + bigEndian(id)
                    + bigEndian(Int32(password.count)) + password + [0])
            let answer = try connection.receiveFrame() ?? []
            precondition(
                answer.count >= 16 && Array(answer[8..<16]) == bigEndian(id),
                "the server does not know the session")
            let requestID = bigEndian(Int32(1))
            let closeSession = bigEndian(Int32(-11))
            try connection.sendFrame(requestID + closeSession)
            _ = try connection.receiveAll()
        }
    }
}
