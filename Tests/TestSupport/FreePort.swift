import Glibc

/// Ports on which a server of a test can listen.
package enum FreePort {
    /// A port on which nobody listens now. Below the range from which the kernel takes ports for
    /// outgoing connections, so that it stays free until the server of the test has it, and again
    /// while that server restarts.
    package static func next() -> UInt16 {
        while true {
            let port = UInt16.random(in: 10_000..<20_000)
            if isFree(port) { return port }
        }
    }

    package static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(descriptor >= 0, "no more sockets")
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
