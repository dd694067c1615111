import Configuration
import Platform

/// What the cleaner is told by the broker's settings. All but `isEnabled` may change while it runs.
package struct CleanerSettings: Equatable, Sendable {
    /// `log.cleaner.enable`.
    package var isEnabled = true
    /// `log.cleaner.threads`: logs cleaned at the same time.
    package var threads = 1
    /// `log.cleaner.dedupe.buffer.size`: bytes for the maps of all threads.
    package var mapBytes = 128 << 20
    /// `log.cleaner.io.buffer.load.factor`.
    package var loadFactor = 0.9
    /// `log.cleaner.io.buffer.size`: bytes for the buffers of all threads.
    package var bufferBytes = 512 << 10
    /// `log.cleaner.io.max.bytes.per.second`, read and written, by all threads.
    package var maximumBytesPerSecond = Double.greatestFiniteMagnitude
    /// `log.cleaner.backoff.ms`.
    package var backoff: Duration = .milliseconds(15_000)

    package init() {}

    package init(_ config: CleanerConfig) {
        isEnabled = config.isEnabled
        threads = min(max(config.threads, 1), LogCleaner.maximumThreads)
        mapBytes = config.dedupeBufferBytes
        loadFactor = config.dedupeBufferLoadFactor
        bufferBytes = config.ioBufferBytes
        maximumBytesPerSecond = config.maximumBytesPerSecond
        backoff = max(config.backoff, Self.shortestBackoff)
    }

    /// Zero would make the cleaner look for work all the time.
    private static let shortestBackoff = Duration.milliseconds(10)

    /// The share of one cleaning. Half of the buffers is for reading, half for writing.
    var limits: CleaningLimits {
        CleaningLimits(
            // Beyond this an offset table of 24 bytes a key serves 89 million keys.
            mapBytes: min(max(mapBytes / threads, 0), Int(Int32.max)), loadFactor: loadFactor,
            bufferBytes: max(bufferBytes / threads / 2, Self.smallestBuffer))
    }

    /// Enough for the header of a batch; longer batches get memory of their own.
    private static let smallestBuffer = 4096
}
