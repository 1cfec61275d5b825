import SegueData

/// What a recipe does to the data before it is split.
public struct DataConfiguration: Codable, Sendable, Equatable {
    /// Filters, applied in the order written.
    public var filters: [LogFilter] = []
    /// What becomes of validation and test items that do not occur in training.
    public var unseenItems = UnseenItemPolicy.drop
    /// Items of fewer users in the train part are left out, as if they were not in it at all.
    public var minimumTrainingUsers = 1
    /// Seed for shuffling interactions of equal time, as a test of how much their order matters; nil keeps the file's.
    public var shuffleTiesSeed: UInt64?

    /// The data as it is.
    public init() {}

    /// Filters a log and shuffles its ties, as the settings say; the log's `preparation` tells what was done.
    /// - Throws: `PreparationError` for data that the settings do not fit.
    public func prepare(_ log: InteractionLog) throws -> InteractionLog {
        let filtered = try log.filtered(by: filters).log
        return try shuffleTiesSeed.map { try filtered.shufflingTies(seed: $0) } ?? filtered
    }

    /// Reads the settings; those absent keep their defaults, so that bundles of earlier versions can be read.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        filters = try values.decodeIfPresent([LogFilter].self, forKey: .filters) ?? filters
        unseenItems = try values.decodeIfPresent(UnseenItemPolicy.self, forKey: .unseenItems) ?? unseenItems
        minimumTrainingUsers =
            try values.decodeIfPresent(Int.self, forKey: .minimumTrainingUsers) ?? minimumTrainingUsers
        shuffleTiesSeed = try values.decodeIfPresent(UInt64.self, forKey: .shuffleTiesSeed)
    }
}
