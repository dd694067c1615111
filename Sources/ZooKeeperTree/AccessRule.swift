import ZooKeeperClient

/// Who may do what with a node. Pure. Source: ZooKeeper's `PrepRequestProcessor.fixupACL`,
/// `ZooKeeperServer.checkACL`.
enum AccessRule {
    /// The list as it is kept: `auth` stands for the identities of the session that gives it.
    /// Throws INVALIDACL for an empty list, an unknown scheme, and `auth` without an identity.
    static func resolved(_ acl: [ZNodeACL], for identities: [SessionIdentity])
        throws(ZooKeeperError) -> [ZNodeACL]
    {
        var kept: [ZNodeACL] = []
        for entry in acl {
            for resolved in try resolve(entry, identities) where !kept.contains(resolved) {
                kept.append(resolved)
            }
        }
        guard !kept.isEmpty else { throw .code(.invalidACL) }
        return kept
    }

    private static func resolve(_ entry: ZNodeACL, _ identities: [SessionIdentity])
        throws(ZooKeeperError) -> [ZNodeACL]
    {
        switch entry.scheme {
        case "world" where entry.id == "anyone": return [entry]
        case "auth":
            // An address is no proof of who somebody is.
            let proven = identities.filter { $0.scheme != "ip" }
            guard !proven.isEmpty else { throw .code(.invalidACL) }
            return proven.map { ZNodeACL(entry.permissions, scheme: $0.scheme, id: $0.id) }
        case "digest" where entry.id.split(separator: ":").count == 2: return [entry]
        case "ip" where !entry.id.isEmpty, "sasl" where !entry.id.isEmpty: return [entry]
        default: throw .code(.invalidACL)
        }
    }

    /// Throws NOAUTH unless one of `identities`, or everybody, has one of the rights `wanted`.
    static func check(
        _ wanted: ZNodeACL.Permissions, in acl: [ZNodeACL], by identities: [SessionIdentity]
    ) throws(ZooKeeperError) {
        guard allows(wanted, acl, identities) else { throw .code(.noAuth) }
    }

    private static func allows(
        _ wanted: ZNodeACL.Permissions, _ acl: [ZNodeACL], _ identities: [SessionIdentity]
    ) -> Bool {
        acl.contains { entry in
            guard !entry.permissions.isDisjoint(with: wanted) else { return false }
            if entry.scheme == "world" && entry.id == "anyone" { return true }
            return identities.contains { $0.scheme == entry.scheme && $0.id == entry.id }
        }
    }

    /// The list as it is told: who may not change it does not see the hashes of passwords.
    static func shown(_ acl: [ZNodeACL], to identities: [SessionIdentity]) -> [ZNodeACL] {
        if allows(.admin, acl, identities) { return acl }
        return acl.map { entry in
            guard entry.scheme == "digest", let colon = entry.id.firstIndex(of: ":") else {
                return entry
            }
            return ZNodeACL(
                entry.permissions, scheme: entry.scheme, id: entry.id[..<colon] + ":x")
        }
    }
}
