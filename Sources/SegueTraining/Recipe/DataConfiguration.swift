import SegueData

/// What a recipe does to the data before it is split.
public struct DataConfiguration: Codable, Sendable, Equatable {
    /// Filters, applied in the order written.
    public var filters: [LogFilter] = []
    /// What becomes of validation and test items that do not occur in training.
    public var unseenItems = UnseenItemPolicy.drop
    /// Seed for shuffling interactions of equal time, as a test of how much their order matters; nil keeps the file's.
    public var shuffleTiesSeed: UInt64?

    /// The data as it is.
    public init() {}
}
