/// Facts about a log that a person wants to see before training on it; every number can be checked by hand on a small file.
public struct DatasetSummary: Sendable, Equatable, Codable {
    /// How often a rating occurs.
    public struct RatingCount: Sendable, Equatable, Codable {
        /// The rating.
        public let rating: Float
        /// How many interactions have it.
        public let count: Int
    }

    /// How often a kind of interaction occurs.
    public struct BehaviorCount: Sendable, Equatable, Codable {
        /// The kind, such as `buy`.
        public let behavior: String
        /// How many interactions are of it.
        public let count: Int
    }

    /// Quantiles of a whole number (nearest rank: the smallest value that at least the share of values does not exceed).
    public struct Quantiles: Sendable, Equatable, Codable {
        /// Smallest value.
        public let minimum: Int
        /// First quartile.
        public let lowerQuartile: Int
        /// Second quartile.
        public let median: Int
        /// Third quartile.
        public let upperQuartile: Int
        /// 95 % quantile.
        public let percentile95: Int
        /// Largest value.
        public let maximum: Int
        /// Arithmetic mean.
        public let mean: Double
    }

    /// Name of the data set.
    public let name: String
    /// Where it comes from.
    public let source: DataSource
    /// Number of interactions.
    public let interactionCount: Int
    /// Number of users (or sessions).
    public let userCount: Int
    /// Number of items with interactions.
    public let itemCount: Int
    /// Distinct user–item pairs as a share of all possible ones.
    public let density: Double
    /// Interactions a user.
    public let sequenceLength: Quantiles
    /// Interactions an item.
    public let itemPopularity: Quantiles
    /// The first rows of the file as they were understood, in the file's order; at most three.
    public let firstRows: [SampleRow]
    /// First time, in whole seconds since 1970; nil without times.
    public let firstTime: Int64?
    /// Last time, in whole seconds since 1970; nil without times.
    public let lastTime: Int64?
    /// What the log's times count; nil without times.
    public let timeUnit: TimeUnit?
    /// Share of the interactions that have the same time as the one before of the same user (of all that have one before);
    /// among these the order of the file decides. Nil without times.
    public let tiedTimeShare: Double?
    /// Share of the interactions whose item the same user already had.
    public let repeatedItemShare: Double
    /// The ratings, rising; empty without ratings, and at most 100 different ones are listed.
    public let ratings: [RatingCount]
    /// The kinds of interaction in order of first appearance.
    public let behaviors: [BehaviorCount]
    /// Names of the context columns.
    public let contextColumns: [String]
    /// Number of items in the catalog, with interactions or without.
    public let catalogItemCount: Int
    /// Share of the log's items that have a title.
    public let titledItemShare: Double
    /// Share of the log's items that have a category.
    public let categorizedItemShare: Double
    /// Number of categories.
    public let categoryCount: Int
    /// Share of the log's users that the user catalog knows.
    public let knownUserShare: Double
}
