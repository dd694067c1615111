import CZooKeeper

// The functions that the C client calls with an answer, one per shape of answer. They run on its
// completion thread, copy what they are given, and never wait.

func voidArrived(_ code: Int32, _ context: UnsafeRawPointer?) {
    Call<Void>.complete(context, code) { () }
}

func statArrived(_ code: Int32, _ stat: UnsafePointer<Stat>?, _ context: UnsafeRawPointer?) {
    Call<ZNodeStat>.complete(context, code) { stat.map { ZNodeStat($0.pointee) } }
}

func dataArrived(
    _ code: Int32, _ value: UnsafePointer<CChar>?, _ count: Int32, _ stat: UnsafePointer<Stat>?,
    _ context: UnsafeRawPointer?
) {
    Call<(data: [UInt8]?, stat: ZNodeStat)>.complete(context, code) {
        guard let stat else { return nil }
        return (copyBytes(value, count), ZNodeStat(stat.pointee))
    }
}

func childrenArrived(
    _ code: Int32, _ strings: UnsafePointer<String_vector>?, _ stat: UnsafePointer<Stat>?,
    _ context: UnsafeRawPointer?
) {
    Call<(names: [String], stat: ZNodeStat)>.complete(context, code) {
        guard let strings, let stat else { return nil }
        let names = (0..<Int(strings.pointee.count)).map { index in
            strings.pointee.data[index].map { String(cString: $0) } ?? ""
        }
        return (names, ZNodeStat(stat.pointee))
    }
}

func pathAndStatArrived(
    _ code: Int32, _ path: UnsafePointer<CChar>?, _ stat: UnsafePointer<Stat>?,
    _ context: UnsafeRawPointer?
) {
    Call<(path: String, stat: ZNodeStat)>.complete(context, code) {
        guard let path, let stat else { return nil }
        return (String(cString: path), ZNodeStat(stat.pointee))
    }
}

func pathArrived(_ code: Int32, _ path: UnsafePointer<CChar>?, _ context: UnsafeRawPointer?) {
    Call<Void>.complete(context, code) { () }
}

func aclArrived(
    _ code: Int32, _ acl: UnsafeMutablePointer<ACL_vector>?, _ stat: UnsafeMutablePointer<Stat>?,
    _ context: UnsafeRawPointer?
) {
    Call<(acl: [ZNodeACL], stat: ZNodeStat)>.complete(context, code) {
        guard let acl, let stat else { return nil }
        return ([ZNodeACL](acl.pointee), ZNodeStat(stat.pointee))
    }
}

/// `nil` for a node without data, which the library tells by a negative count.
func copyBytes(_ bytes: UnsafePointer<CChar>?, _ count: Int32) -> [UInt8]? {
    guard count >= 0 else { return nil }
    guard let bytes, count > 0 else { return [] }
    return Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
}

extension ZNodeStat {
    init(_ stat: Stat) {
        self.init(
            czxid: stat.czxid, mzxid: stat.mzxid, ctime: stat.ctime, mtime: stat.mtime,
            version: stat.version, cversion: stat.cversion, aversion: stat.aversion,
            ephemeralOwner: stat.ephemeralOwner, dataLength: stat.dataLength,
            numberOfChildren: stat.numChildren, pzxid: stat.pzxid)
    }
}
