import Bytes
import KafkaModel
import KafkaProtocol

/// The APIs that the broker serves: what ApiVersions advertises is exactly what stands here.
package struct HandlerTable: Sendable {
    package struct Entry: Sendable {
        package let versions: ClosedRange<Int16>
        /// Decodes the body and hands it to the handler. Throws if the body is not a request.
        package let serve:
            @Sendable (inout ByteReader, RequestContext, any ResponseSlot) throws(DecodeError) ->
                Void
    }

    private var entries: [Entry?]

    package init() {
        let highest = APIKey.allCases.map(\.rawValue).max() ?? 0
        entries = Array(repeating: nil, count: Int(highest) + 1)
    }

    package subscript(key: Int16) -> Entry? {
        entries.indices.contains(Int(key)) ? entries[Int(key)] : nil
    }

    /// Every API served with its versions, by number.
    package var served: [(key: Int16, versions: ClosedRange<Int16>)] {
        entries.indices.compactMap { index in
            entries[index].map { (Int16(index), $0.versions) }
        }
    }

    package mutating func add<Handler: LoopHandler>(
        _ handler: Handler, versions: ClosedRange<Int16> = Handler.Request.validVersions
    ) {
        entries[Int(Handler.Request.apiKey.rawValue)] = Entry(versions: versions) {
            (reader, context, slot) throws(DecodeError) in
            let request = try Handler.Request(from: &reader, version: context.version)
            handler.handle(request, context, Reply(slot, context))
        }
    }

    package mutating func add<Handler: ControlHandler>(
        _ handler: Handler, versions: ClosedRange<Int16> = Handler.Request.validVersions
    ) {
        entries[Int(Handler.Request.apiKey.rawValue)] = Entry(versions: versions) {
            (reader, context, slot) throws(DecodeError) in
            let request = try Handler.Request(from: &reader, version: context.version)
            let reply = Reply<Handler.Request.Response>(slot, context)
            Task { reply(await handler.handle(request, context)) }
        }
    }
}
