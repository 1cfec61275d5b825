import SegueCore
import SegueData

/// What a recipe does to the data before it is split.
public struct DataConfiguration: Codable, Sendable, Equatable {
    /// Filters, applied in the order written.
    public var filters: [LogFilter] = []
    /// What becomes of validation and test items that do not occur in training.
    public var unseenItems = UnseenItemPolicy.drop
    /// Items of fewer users in the train part are left out, as if they were not in it at all.
    public var minimumTrainingUsers = 1
    /// Lowest and highest rating that the data may have; nil: any number.
    public var ratingScale: [Float]?
    /// Seed for shuffling interactions of equal time, as a test of how much their order matters; nil keeps the file's.
    public var shuffleTiesSeed: UInt64?

    /// The data as it is.
    public init() {}

    /// Filters a log and shuffles its ties, as the settings say; the log's `preparation` tells what was done.
    /// - Throws: `PreparationError` for data that the settings do not fit.
    public func prepare(_ log: InteractionLog) throws -> InteractionLog {
        try checkRatings(of: log)
        let filtered = try log.filtered(by: filters).log
        return try shuffleTiesSeed.map { try filtered.shufflingTies(seed: $0) } ?? filtered
    }

    /// Refuses a rating outside the scale, naming its user and item.
    private func checkRatings(of log: InteractionLog) throws {
        guard let ratingScale else { return }
        guard ratingScale.count == 2, ratingScale[0] < ratingScale[1] else {
            throw ConfigurationError(
                field: "data.ratingScale", problem: "must be the lowest and the highest rating, such as [1, 5]")
        }
        guard let ratings = log.ratingColumn else {
            throw PreparationError.columnMissing(operation: "data.ratingScale", column: "rating")
        }
        let scale = ratingScale[0]...ratingScale[1]
        guard let row = ratings.firstIndex(where: { !scale.contains($0) }) else { return }
        let user = log.offsets.firstIndex { $0 > row }.map { log.users.ids[$0 - 1] } ?? ""
        throw PreparationError.ratingOutOfScale(
            rating: ratings[row], scale: scale, user: user, item: log.items.ids[Int(log.itemColumn[row]) - 1])
    }

    /// Reads the settings; those absent keep their defaults, so that bundles of earlier versions can be read.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        filters = try values.decodeIfPresent([LogFilter].self, forKey: .filters) ?? filters
        unseenItems = try values.decodeIfPresent(UnseenItemPolicy.self, forKey: .unseenItems) ?? unseenItems
        minimumTrainingUsers =
            try values.decodeIfPresent(Int.self, forKey: .minimumTrainingUsers) ?? minimumTrainingUsers
        ratingScale = try values.decodeIfPresent([Float].self, forKey: .ratingScale)
        shuffleTiesSeed = try values.decodeIfPresent(UInt64.self, forKey: .shuffleTiesSeed)
    }
}
