import SegueCore

/// What is asked of a model.
public enum ModelTask: String, Codable, Sendable, CaseIterable {
    /// Which item comes next, of the whole catalog.
    case nextItem = "next-item"
    /// How a user rates an item.
    case rating
    /// How probable it is that a user takes an item.
    case click
}

/// What a model must know of the data before it is built: sizes, and the fields of its examples. Stored with every bundle.
public struct DataShape: Codable, Sendable, Equatable {
    /// Items of the catalog, padding not counted.
    public var itemCount: Int
    /// Users known, the unknown one not counted.
    public var userCount: Int
    /// Class labels that items can have: the catalog's categories.
    public var categoryCount: Int
    /// Kinds of interaction, in order of their positions in the behavior column.
    public var behaviors: [String]
    /// The smallest and the largest rating of the train part; nil without ratings.
    public var ratingRange: ClosedRange<Float>?
    /// The fields of examples; nil for tasks that have none.
    public var features: FeatureSchema?
    /// What is asked of models.
    public var task: ModelTask
    /// What the odds of learned probabilities are multiplied by to be those among all items; nil where examples are what
    /// happened. See `ExampleStrategy.oddsFactor(in:)`.
    public var oddsFactor: Double?

    /// A shape of the given sizes.
    public init(
        itemCount: Int, userCount: Int, categoryCount: Int = 0, behaviors: [String] = [],
        ratingRange: ClosedRange<Float>? = nil, features: FeatureSchema? = nil, task: ModelTask = .nextItem
    ) {
        self.itemCount = itemCount
        self.userCount = userCount
        self.categoryCount = categoryCount
        self.behaviors = behaviors
        self.ratingRange = ratingRange
        self.features = features
        self.task = task
    }

    /// Checks what was read from a file.
    /// - Throws: `ConfigurationError` naming the field.
    public func validate() throws {
        let most = ConfigurationCheck.largestCount
        try ConfigurationCheck.atLeast(0, itemCount, field: "itemCount", atMost: most)
        try ConfigurationCheck.atLeast(0, userCount, field: "userCount", atMost: most)
        try ConfigurationCheck.atLeast(0, categoryCount, field: "categoryCount", atMost: most)
        if let ratingRange, !ratingRange.lowerBound.isFinite || !ratingRange.upperBound.isFinite {
            throw ConfigurationError(field: "ratingRange", problem: "must have finite ends")
        }
        guard behaviors.count <= 256, Set(behaviors).count == behaviors.count else {
            throw ConfigurationError(field: "behaviors", problem: "must be at most 256 different names")
        }
        if let oddsFactor, !(oddsFactor.isFinite && oddsFactor > 0) {
            throw ConfigurationError(field: "oddsFactor", problem: "must be a finite number above 0")
        }
        try features?.validate(userCount: userCount, itemCount: itemCount)
    }

    /// The shape of a split, its ratings those of the train part.
    public init(
        _ split: DataSplit, catalog: ItemCatalog, features: FeatureSchema? = nil, task: ModelTask = .nextItem
    ) {
        var range: ClosedRange<Float>?
        if let ratings = split.historyLog.ratingColumn {
            let training = split.training
            for user in training.userIndices {
                for rating in ratings[training.rows(ofUser: user)] {
                    range = min(range?.lowerBound ?? rating, rating)...max(range?.upperBound ?? rating, rating)
                }
            }
        }
        self.init(
            itemCount: split.log.itemCount, userCount: split.log.userCount,
            categoryCount: catalog.categoryNames.count, behaviors: split.log.behaviors, ratingRange: range,
            features: features, task: task)
    }
}
