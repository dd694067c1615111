import KafkaModel
import Platform
import TestSupport
import Testing

extension RealProcesses {
    /// What a broker does with bytes that no client should send: it answers with an error or closes the
    /// connection, and everybody else is served meanwhile.
    struct BadInputTests {
        static let refusedFrames: [(String, [UInt8])] = [
            ("a negative length", bigEndian(Int32(-1))),
            ("a length beyond the bound", bigEndian(Int32.max)),
            ("an empty frame", bigEndian(Int32(0))),
            ("half a header", bigEndian(Int32(3)) + [0, 3, 0]),
            ("an unknown API", RawRequest.frame(999, 0)),
            ("a negative API", RawRequest.frame(-1, 0)),
            ("an unknown version", RawRequest.frame(.produce, 99)),
            ("a body that ends too early", RawRequest.frame(.metadata, 1, [0, 0])),
            ("an array bomb", RawRequest.frame(.metadata, 1, bigEndian(Int32.max))),
            ("the request of a browser", Array("GET / HTTP/1.1\r\nHost: kafka\r\n\r\n".utf8)),
            ("noise", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }),
        ]

        @Test(arguments: refusedFrames)
        func theConnectionEndsAndOthersAreServed(what: String, bytes: [UInt8]) async throws {
            let broker = try await KafkaCluster.shared().brokers[0]
            try await onOwnThread {
                let other = try RawConnection(port: broker.port)
                let connection = try RawConnection(port: broker.port)
                try connection.send(bytes)
                #expect(try connection.receiveAll().isEmpty)
                try other.send(RawRequest.apiVersions)
                #expect(try other.receiveFrame() != nil)
            }
            #expect(broker.isRunning)
        }

        @Test func aRefusalIsOneLineInTheLog() async throws {
            let broker = try await KafkaCluster.shared().brokers[1]
            try await onOwnThread {
                let connection = try RawConnection(port: broker.port)
                // The header of such a version ends with tagged fields: none here.
                let refused = RawRequest.frame(.produce, 98, [0])
                try connection.send(refused + refused)
                _ = try connection.receiveAll()
            }
            let text = "request for API 0 in version 98"
            try await broker.line(containing: text)
            // A second line would stand before that of a later connection.
            try await onOwnThread {
                let connection = try RawConnection(port: broker.port)
                try connection.send(RawRequest.frame(.produce, 97, [0]))
                _ = try connection.receiveAll()
            }
            try await broker.line(containing: "request for API 0 in version 97")
            let lines = broker.output.lines.count { $0.contains(text) }
            #expect(lines == 1)
        }

        @Test func aFutureApiVersionsIsToldWhatItMayAsk() async throws {
            let broker = try await KafkaCluster.shared().brokers[0]
            let answer = try await onOwnThread {
                let connection = try RawConnection(port: broker.port)
                // The header of this API's later versions ends with tagged fields: none here.
                try connection.send(RawRequest.frame(.apiVersions, 99, [0]))
                return try connection.receiveFrame()
            }
            // Correlation id, then UNSUPPORTED_VERSION.
            #expect(answer.map { Array($0.prefix(6)) } == [0, 0, 0, 77, 0, 35])
        }

        @Test func aRequestInPiecesIsServed() async throws {
            let broker = try await KafkaCluster.shared().brokers[0]
            try await onOwnThread {
                let connection = try RawConnection(port: broker.port)
                for byte in RawRequest.apiVersions { try connection.send([byte]) }
                #expect(try connection.receiveFrame() != nil)
            }
        }

        @Test func hundredsOfIdleAndHalfOpenConnectionsHinderNobody() async throws {
            let broker = try await KafkaCluster.shared().brokers[0]
            try await onOwnThread {
                let idle = try (0..<300).map { _ in try RawConnection(port: broker.port) }
                for (number, connection) in idle.enumerated() where number.isMultiple(of: 2) {
                    try connection.send(Array(RawRequest.apiVersions.prefix(7)))
                    connection.finishSending()
                }
                let connection = try RawConnection(port: broker.port)
                try connection.send(RawRequest.apiVersions)
                #expect(try connection.receiveFrame() != nil)
                try idle[1].send(RawRequest.apiVersions)
                #expect(try idle[1].receiveFrame() != nil)
            }
        }

        @Test func anIdleConnectionIsClosedAfterItsTime() async throws {
            let cluster = try await KafkaCluster.start(
                brokers: 1, settings: ["connections.max.idle.ms": "500"])
            let port = cluster.brokers[0].port
            let rest = try await onOwnThread {
                let connection = try RawConnection(port: port, within: .seconds(30))
                try connection.send(RawRequest.apiVersions)
                _ = try connection.receiveFrame()
                return try connection.receiveAll()
            }
            #expect(rest.isEmpty)
            try await cluster.stop()
        }

        static let badBatches: [(String, [UInt8], Set<Int16>)] = [
            ("a wrong checksum", RawRequest.batch({ $0[60] ^= 1 }, fixingCRC: false), [2]),
            ("a record cut short", Array(RawRequest.batch().dropLast(3)), [2, 87]),
            ("an unknown codec", RawRequest.batch({ $0[22] = 7 }), [-1]),
            ("garbage called gzip", RawRequest.batch({ $0[22] = 1 }), [-1]),
            ("more records than there are", RawRequest.batch({ $0[60] = 9 }), [2, 87]),
            ("a negative count", RawRequest.batch({ $0[57] = 0x80 }), [2, 87]),
            ("an offset delta that does not match", RawRequest.batch({ $0[26] = 5 }), [2, 87]),
            ("an unknown format", RawRequest.batch({ $0[16] = 9 }, fixingCRC: false), [2, 43, 87]),
            ("less than a batch", [1, 2, 3], [2, 87]),
        ]

        @Test(arguments: badBatches)
        func aBadBatchGetsKafkasErrorAndIsNotStored(
            what: String, batch: [UInt8], codes: Set<Int16>
        ) async throws {
            let broker = try await KafkaCluster.shared().brokers[0]
            let topic = try await topicOnFirstBroker()
            let code = try await produce(batch, to: topic, broker)
            #expect(code.map { codes.contains($0) } == true, "\(what): \(code ?? -99)")
            #expect(try await produce(RawRequest.batch(), to: topic, broker) == 0)
        }

        @Test(arguments: ["bad/name", "..", "", String(repeating: "x", count: 250)])
        func aTopicWithAnInvalidNameIsRefused(topic: String) async throws {
            let broker = try await KafkaCluster.shared().brokers[0]
            let code = try await produce(RawRequest.batch(), to: topic, broker)
            // INVALID_TOPIC_EXCEPTION, or as Kafka says for what it has never heard of:
            // UNKNOWN_TOPIC_OR_PARTITION.
            #expect(code == 17 || code == 3)
        }

        private func produce(_ batch: [UInt8], to topic: String, _ broker: KafkaBroker)
            async throws -> Int16?
        {
            try await onOwnThread {
                let connection = try RawConnection(port: broker.port)
                try connection.send(RawRequest.produce(batch, to: topic))
                let answer = try connection.receiveFrame()
                return answer.flatMap { RawRequest.produceError($0, topic: topic) }
            }
        }

        /// A topic whose only partition is on broker 1.
        private func topicOnFirstBroker() async throws -> String {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("raw")
            try await Client.confluent.run("place_topic", cluster.bootstrap, topic, "1")
            return topic
        }
    }
}
