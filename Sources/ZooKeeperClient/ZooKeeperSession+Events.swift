import CZooKeeper
import Platform
import Telemetry

// What the C client tells on its completion thread about the session and the watches.

/// The library's global watcher: only changes of the session reach it.
func sessionChanged(
    _ handle: OpaquePointer?, _ type: Int32, _ state: Int32, _ path: UnsafePointer<CChar>?,
    _ context: UnsafeMutableRawPointer?
) {
    guard type == ZOO_SESSION_EVENT, let handle, let context else { return }
    let owner = Unmanaged<HandleContext>.fromOpaque(context).takeUnretainedValue()
    owner.session.stateChanged(state, OpenHandle(pointer: handle), owner.generation)
}

/// The watcher of every armed path. One function with one context for all: so the library keeps one
/// watch per path however many calls arm it, and calls once when it fires. Changes of the session,
/// which the library tells every live watch as well, are left to ``sessionChanged``.
func watchFired(
    _ handle: OpaquePointer?, _ type: Int32, _ state: Int32, _ path: UnsafePointer<CChar>?,
    _ context: UnsafeMutableRawPointer?
) {
    guard let path = path.map({ String(cString: $0) }), let context else { return }
    let owner = Unmanaged<HandleContext>.fromOpaque(context).takeUnretainedValue()
    switch type {
    case ZOO_CREATED_EVENT: owner.session.post(.created(path: path))
    case ZOO_DELETED_EVENT: owner.session.post(.deleted(path: path))
    case ZOO_CHANGED_EVENT: owner.session.post(.dataChanged(path: path))
    case ZOO_CHILD_EVENT: owner.session.post(.childrenChanged(path: path))
    default: break
    }
}

extension ZooKeeperSession {
    func post(_ event: ZooKeeperEvent) {
        let mailboxes = core.withLock { $0.mailboxes }
        for mailbox in mailboxes { mailbox.post(event) }
    }

    fileprivate func stateChanged(_ state: Int32, _ handle: OpenHandle, _ generation: Int) {
        let isCurrent = core.withLock { !$0.isClosed && $0.generation == generation }
        guard isCurrent else { return }
        switch state {
        case ZOO_CONNECTED_STATE: connected(handle)
        case ZOO_EXPIRED_SESSION_STATE: lost(.sessionExpired, reopenAfter: .zero)
        // The credentials will not be better at once; Kafka tries again after a second as well.
        case ZOO_AUTH_FAILED_STATE: lost(.code(.authFailed), reopenAfter: .seconds(1))
        default: disconnected()
        }
    }

    private func connected(_ handle: OpenHandle) {
        guard let client = zoo_client_id(handle.pointer) else { return }
        core.withLock { core in
            core.isConnected = true
            core.sessionID = client.pointee.client_id
            core.password = withUnsafeBytes(of: client.pointee.passwd) { Array($0) }
        }
        becomeUsable()
    }

    /// Opens the window once the handle is both connected and equipped with its identities.
    func becomeUsable() {
        let usable = core.withLock { core -> (Int64, [ConnectWaiter])? in
            guard core.isConnected, core.handle != nil, !core.window.isOpen else { return nil }
            core.window.isOpen = true
            defer { core.connectWaiters = [] }
            return (core.sessionID, core.connectWaiters)
        }
        guard let (id, waiters) = usable else { return }
        logger.info("connected to \(settings.connect), session 0x\(String(id, radix: 16))")
        post(.session(.connected(sessionID: id)))
        let refused = core.withLock { $0.sendWaiting() }
        for (request, code) in refused { request.fail(error(code)) }
        for waiter in waiters { waiter.resolve(nil) }
    }

    private func disconnected() {
        let wasUsable = core.withLock { core in
            defer {
                core.isConnected = false
                core.window.isOpen = false
            }
            return core.window.isOpen
        }
        guard wasUsable else { return }
        logger.warn("lost the connection to \(settings.connect)")
        post(.session(.disconnected))
    }

    private func lost(_ error: ZooKeeperError, reopenAfter delay: Duration) {
        let (id, waiting) = core.withLock { core in
            defer {
                core.isConnected = false
                core.window.isOpen = false
                core.sessionID = 0
                core.password = []
            }
            return (core.sessionID, core.window.removeWaiting())
        }
        if error == .sessionExpired {
            logger.warn("session 0x\(String(id, radix: 16)) expired")
            post(.session(.expired(sessionID: id)))
        } else {
            logger.error("\(settings.connect) refused the credentials")
            post(.session(.authenticationFailed))
        }
        for request in waiting { request.fail(error) }
        replaceHandle(after: delay)
    }
}
