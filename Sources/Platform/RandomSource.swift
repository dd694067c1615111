/// Random numbers. One of the five ports through which the world enters the program.
package protocol RandomSource: Sendable {
    /// 64 random bits; callable from any thread.
    func next() -> UInt64
}

extension RandomSource {
    /// A number in `0..<bound`. `bound` is positive.
    package func next(below bound: Int) -> Int {
        precondition(bound > 0)
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
