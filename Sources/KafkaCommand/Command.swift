import Glibc
import KafkaTools

@main
struct Command {
    static func main() async {
        exit(await runCommand(Array(CommandLine.arguments.dropFirst())))
    }
}
