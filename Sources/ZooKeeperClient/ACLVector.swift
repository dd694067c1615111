import CZooKeeper
import Glibc

extension [ZNodeACL] {
    init(_ vector: ACL_vector) {
        self = (0..<Int(vector.count)).map { index in
            let entry = vector.data[index]
            return ZNodeACL(
                ZNodeACL.Permissions(rawValue: entry.perms),
                scheme: entry.id.scheme.map { String(cString: $0) } ?? "",
                id: entry.id.id.map { String(cString: $0) } ?? "")
        }
    }

    /// Bytes that the list takes in a request: its count, and per entry the permissions and two
    /// strings with their lengths.
    var encodedSize: Int {
        reduce(4) { $0 + 12 + $1.scheme.utf8.count + $1.id.utf8.count }
    }
}

/// A list of rights in C's form, in memory of its own.
// Sendable because it does not change between creation and release.
final class ACLVector: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<ACL_vector>

    init(_ list: [ZNodeACL]) {
        let entries = UnsafeMutablePointer<ACL>.allocate(capacity: Swift.max(1, list.count))
        for (index, acl) in list.enumerated() {
            let id = Id(scheme: strdup(acl.scheme), id: strdup(acl.id))
            (entries + index).initialize(to: ACL(perms: acl.permissions.rawValue, id: id))
        }
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: ACL_vector(count: Int32(list.count), data: entries))
    }

    deinit {
        if let entries = pointer.pointee.data {
            for index in 0..<Int(pointer.pointee.count) {
                free(entries[index].id.scheme)
                free(entries[index].id.id)
            }
            entries.deallocate()
        }
        pointer.deallocate()
    }
}
