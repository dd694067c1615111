/// Why a tool ends early: what it prints and the exit code.
///
/// The message is one line for a person. Kafka prints some errors on standard output because
/// scripts look for them there; those stand in ``output``.
package struct CommandFailure: Error, Equatable, Sendable {
    /// For standard error, without the line feed; nothing is printed for an empty one.
    package var message: String
    /// For standard output, printed as it is.
    package var output: String
    /// Whether the table of options follows the message.
    package var showsOptions: Bool
    package var exitCode: Int32

    package init(
        _ message: String, output: String = "", showsOptions: Bool = false, exitCode: Int32 = 1
    ) {
        self.message = message
        self.output = output
        self.showsOptions = showsOptions
        self.exitCode = exitCode
    }

    /// Options that do not fit together: the message, then the table of options.
    package static func usage(_ message: String) -> CommandFailure {
        CommandFailure(message, showsOptions: true)
    }
}
