extension ZooKeeper {
    /// One request for each node, as many at a time as the session lets through.
    package func get(_ paths: [String], watch: Bool) async
        -> [Result<ZNodeContent?, ZooKeeperError>]
    {
        await withTaskGroup(
            of: (Int, Result<ZNodeContent?, ZooKeeperError>).self
        ) { group in
            var outcomes = [Result<ZNodeContent?, ZooKeeperError>](
                repeating: .success(nil), count: paths.count)
            for (index, path) in paths.enumerated() {
                group.addTask { (index, await outcome(path, watch: watch)) }
            }
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
    }

    private func outcome(_ path: String, watch: Bool) async -> Result<ZNodeContent?, ZooKeeperError>
    {
        do throws(ZooKeeperError) {
            return .success(try await get(path, watch: watch))
        } catch {
            return error == .noNode ? .success(nil) : .failure(error)
        }
    }
}
