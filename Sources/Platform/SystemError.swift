import Glibc

/// A failed system call: what was attempted, on what, and the error number.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The call, such as `open`.
    package let call: String
    /// The path or address concerned; may be empty.
    package let subject: String
    package let number: Int32

    package init(_ call: String, _ subject: String = "", number: Int32) {
        self.call = call
        self.subject = subject
        self.number = number
    }

    /// The error that the last failed call of this thread left behind.
    package static func last(_ call: String, _ subject: String = "") -> SystemError {
        SystemError(call, subject, number: errno)
    }

    package var isNotFound: Bool { number == ENOENT }
    package var isDiskFull: Bool { number == ENOSPC || number == EDQUOT }

    package var description: String {
        var text = [CChar](repeating: 0, count: 256)
        let message = errorText(number, &text)
        return subject.isEmpty ? "\(call): \(message)" : "\(call) \(subject): \(message)"
    }
}

private func errorText(_ number: Int32, _ buffer: inout [CChar]) -> String {
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
}
