/// A program that uses the cluster while faults happen, and notes what it was promised.
protocol Workload: AnyObject {
    func start()
    /// After what is under way.
    func stop()
    var hasStopped: Bool { get }
    /// Grows as long as the cluster serves it.
    var progress: Int { get }
    /// What it is at, for the report.
    var doing: String { get }
}
