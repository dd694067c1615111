import Configuration
import Platform

extension AdminSettings {
    /// Reads a list such as `host:port,[::1]:9092` and the properties file, if one is named.
    package init(
        servers: String, propertiesFile: String?, _ context: ToolContext
    ) throws(CommandFailure) {
        var properties: [String: String] = [:]
        if let propertiesFile {
            properties = try context.properties(in: propertiesFile)
        }
        try self.init(servers: servers, properties: properties)
    }

    package init(servers: String, properties: [String: String]) throws(CommandFailure) {
        self.init(bootstrapServers: try parseBootstrapServers(servers))
        if let id = properties["client.id"], !id.isEmpty { clientID = id }
        if let limit = try milliseconds("request.timeout.ms", properties) {
            requestTimeout = limit
        }
        if let limit = try milliseconds("default.api.timeout.ms", properties) {
            apiTimeout = limit
        }
        let security = properties["security.protocol"] ?? "PLAINTEXT"
        guard security.uppercased() == "PLAINTEXT" else {
            throw CommandFailure(
                "security.protocol=\(security) is not supported by this tool; use PLAINTEXT")
        }
    }
}

extension ToolContext {
    /// The settings in a properties file.
    func properties(in path: String) throws(CommandFailure) -> [String: String] {
        let text: String
        do throws(SystemError) {
            text = try self.text(of: path)
        } catch {
            throw CommandFailure(error.isNotFound ? path : "\(error)")
        }
        return PropertiesFile(text).values
    }
}

private func milliseconds(
    _ name: String, _ properties: [String: String]
) throws(CommandFailure) -> Duration? {
    guard let text = properties[name] else { return nil }
    guard let value = Int32(text.trimmed) else {
        throw CommandFailure(
            "Invalid value \(text) for configuration \(name): Not a number of type INT")
    }
    guard value >= 0 else {
        throw CommandFailure(
            "Invalid value \(text) for configuration \(name): Value must be at least 0")
    }
    return .milliseconds(Int64(value))
}

/// Reads `host:port,host:port`; an IPv6 address stands in brackets.
package func parseBootstrapServers(_ text: String) throws(CommandFailure) -> [SocketAddress] {
    var servers: [SocketAddress] = []
    for part in text.split(separator: ",").map({ String($0).trimmed }) where !part.isEmpty {
        guard let colon = part.lastIndex(of: ":"),
            let port = UInt16(part[part.index(after: colon)...]), port > 0
        else {
            throw CommandFailure("Invalid url in bootstrap.servers: \(part)")
        }
        var host = String(part[..<colon])
        if let scheme = host.firstRange(of: "://") { host = String(host[scheme.upperBound...]) }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else {
            throw CommandFailure("Invalid url in bootstrap.servers: \(part)")
        }
        servers.append(SocketAddress(host: host, port: port))
    }
    guard !servers.isEmpty else {
        throw CommandFailure("No resolvable bootstrap urls given in bootstrap.servers")
    }
    return servers
}
