import Foundation
import Platform

/// The real disk, with a gate before the directories of partitions: whoever lists one waits until a
/// test lets him pass.
package final class GatedFileSystem: ForwardingFileSystem {
    private struct Gate {
        var isOpen = true
        var permits = 0
        var waiting = 0
    }

    package let disk = LocalFileSystem()
    private let gate = Observed(Gate())
    private let changed = DispatchSemaphore(value: 0)

    package init() {}

    package func open() {
        gate.update { $0.isOpen = true }
        changed.signal()
    }

    package func close() { gate.update { $0.isOpen = false } }

    package func letPass(_ number: Int) {
        gate.update { $0.permits += number }
        changed.signal()
    }

    /// Waits until somebody stands before the gate and may not pass.
    package func waitForVisitor() async {
        _ = await gate.first(within: .seconds(30)) { gate in
            gate.waiting > 0 && gate.permits == 0 ? true : nil
        }
    }

    private func pass() {
        gate.update { $0.waiting += 1 }
        while true {
            var mayPass = false
            gate.update { gate in
                guard gate.isOpen || gate.permits > 0 else { return }
                mayPass = true
                gate.waiting -= 1
                if !gate.isOpen { gate.permits -= 1 }
            }
            if mayPass { return }
            changed.wait()
        }
    }

    package func list(_ path: String) throws(SystemError) -> [DirectoryEntry] {
        if path.contains("/topic-") { pass() }
        return try disk.list(path)
    }
}
