import KafkaModel
import Testing

@Suite struct EndpointTests {
    @Test(
        arguments: [
            ("PLAINTEXT://localhost:9092", "localhost", 9092), ("plaintext://:0", "", 0),
            ("PLAINTEXT://[::1]:9092", "::1", 9092), ("PLAINTEXT://10.0.0.1:1", "10.0.0.1", 1),
            ("PLAINTEXT://::1:9092", "::1", 9092),
        ] as [(String, String, UInt16)])
    func readsHostAndPort(text: String, host: String, port: UInt16) {
        let endpoint = Endpoint(text)
        #expect(endpoint?.listener == .plaintext)
        #expect(endpoint?.host == host)
        #expect(endpoint?.port == port)
    }

    @Test(arguments: [
        "", "localhost:9092", "PLAINTEXT:localhost:9092", "PLAINTEXT://localhost", "://h:1",
        "PLAINTEXT://h:65536", "PLAINTEXT://h:-1", "PLAINTEXT://[h]:1", "PLAINTEXT://a/b:1",
        "INTERNAL://h:1", "PLAINTEXT://h:",
    ])
    func refusesOtherTexts(text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test func takesTheProtocolOfANamedListenerFromTheMap() {
        let endpoint = Endpoint(
            "internal://h:1", securityProtocols: [ListenerName("INTERNAL"): .saslSSL])
        #expect(endpoint?.securityProtocol == .saslSSL)
        #expect(endpoint?.listener.configPrefix == "listener.name.internal.")
    }

    @Test(arguments: ["PLAINTEXT://h:1", "PLAINTEXT://[fe80::1]:9092", "PLAINTEXT://:0"])
    func printsWhatItReads(text: String) {
        #expect(Endpoint(text)?.description == text)
    }

    @Test func anAddressNeedsAHost() {
        #expect(HostPort(":9092") == nil)
        #expect(HostPort("h:9092") == HostPort(host: "h", port: 9092))
    }
}
