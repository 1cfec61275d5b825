import SegueCore
import SegueData

/// Where a model comes from: all that is needed to make it again.
public struct Provenance: Codable, Sendable, Equatable {
    /// The data, with its SHA-256.
    public var data: DataSource
    /// What the data held, column by column; nil in bundles of 0.1.
    public var logDigest: LogDigest?
    /// How it was split.
    public var split: SplitDescription
    /// Seed of weights, order and dropout.
    public var seed: UInt64
    /// Version of Segue.
    public var segueVersion: String
    /// Version of libtorch; nil for a model that does without.
    public var torchVersion: String?
    /// Device trained on.
    public var device: String
    /// Threads an operation might use.
    public var threads: Int
    /// Seconds training took.
    public var seconds: Double

    /// Collects the facts.
    public init(
        data: DataSource, logDigest: LogDigest? = nil, split: SplitDescription, seed: UInt64,
        segueVersion: String = SegueVersion.current,
        torchVersion: String?, device: String, threads: Int, seconds: Double
    ) {
        self.data = data
        self.logDigest = logDigest
        self.split = split
        self.seed = seed
        self.segueVersion = segueVersion
        self.torchVersion = torchVersion
        self.device = device
        self.threads = threads
        self.seconds = seconds
    }
}
