/// Who is told when a descriptor is ready. Handlers are called on the loop's thread only.
package protocol ReadinessHandler: AnyObject {
    func ready(_ readiness: Readiness)
}

/// Called once at the end of the turn in which it was asked for.
package protocol TurnEndHandler: AnyObject {
    func turnEnded()
}

/// What epoll says about a descriptor.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: 0x001)
    package static let writable = Readiness(rawValue: 0x004)
    package static let error = Readiness(rawValue: 0x008)
    package static let hangUp = Readiness(rawValue: 0x010)
    /// The peer has finished sending.
    package static let readHangUp = Readiness(rawValue: 0x2000)
}

/// The handlers of one loop by token.
///
/// A token is a slot and the slot's generation, so that an event which the kernel reported for a
/// descriptor that was closed earlier in the same turn finds nobody, even if the slot serves another
/// descriptor by then.
struct ReadinessTable {
    private struct Slot {
        var handler: (any ReadinessHandler)?
        var generation: UInt32
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    var count: Int { slots.count - free.count }

    mutating func add(_ handler: any ReadinessHandler) -> UInt64 {
        if let index = free.popLast() {
            slots[index].handler = handler
            return token(index)
        }
        slots.append(Slot(handler: handler, generation: 1))
        return token(slots.count - 1)
    }

    mutating func remove(_ token: UInt64) {
        guard let index = index(of: token) else { return }
        slots[index].handler = nil
        slots[index].generation &+= 1
        free.append(index)
    }

    func handler(_ token: UInt64) -> (any ReadinessHandler)? {
        index(of: token).flatMap { slots[$0].handler }
    }

    private func token(_ index: Int) -> UInt64 {
        UInt64(slots[index].generation) << 32 | UInt64(index)
    }

    private func index(of token: UInt64) -> Int? {
        let index = Int(token & 0xFFFF_FFFF)
        guard index < slots.count, slots[index].generation == UInt32(token >> 32) else {
            return nil
        }
        return index
    }
}
