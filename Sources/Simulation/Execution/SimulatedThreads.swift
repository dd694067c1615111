import Scheduling

extension SimulatedProcess {
    /// An executor for blocking calls whose calls are pieces of this process's work.
    package func makeBlockingExecutor(_ name: String) -> BlockingExecutor {
        BlockingExecutor(name: name) { [self] executor in
            post { executor.runNext() }
        }
    }
}
