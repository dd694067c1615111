/// The release of Needletail: the one place where its number stands.
package enum SoftwareVersion {
    /// Major, minor and patch number. What `--version` prints and what brokers and tools tell about
    /// themselves in ApiVersions.
    package static let current = "0.1.0"
    /// The name that goes with it.
    package static let name = "needletail"
}
