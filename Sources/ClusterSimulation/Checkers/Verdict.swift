/// The first broken promise of a simulation.
// Sendable because everything happens on the one thread of the simulation.
package final class Verdict: @unchecked Sendable {
    package private(set) var violation: String?
    let log: SimulationLog

    init(_ log: SimulationLog) { self.log = log }

    func broken(_ promise: String) {
        guard violation == nil else { return }
        violation = promise
        log.note("VIOLATION: \(promise)")
    }
}
