/// How a split was made and what came out: stored with every bundle and printed beside every figure.
public struct SplitDescription: Codable, Equatable, Sendable {
    /// The strategy with its parameters.
    public var strategy: SplitStrategy
    /// What became of items unseen in train.
    public var unseenItems: UnseenItemPolicy
    /// Users in train below which an item counts as unseen.
    public var minimumTrainingUsers: Int
    /// What went where.
    public var counts: SplitCounts
    /// What was done to the log before it was split, in order.
    public var preparation: [PreparationStep]
    /// What could be seen of the log that was split; nil in bundles of 0.1.
    public var properties: LogProperties?

    /// A description of the given values.
    public init(
        strategy: SplitStrategy, unseenItems: UnseenItemPolicy, minimumTrainingUsers: Int = 1, counts: SplitCounts,
        preparation: [PreparationStep] = [], properties: LogProperties? = nil
    ) {
        self.strategy = strategy
        self.unseenItems = unseenItems
        self.minimumTrainingUsers = minimumTrainingUsers
        self.counts = counts
        self.preparation = preparation
        self.properties = properties
    }

    /// Reads a description; those of 0.1 lack `minimumTrainingUsers` (one user is enough), `preparation` and
    /// `properties`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        strategy = try values.decode(SplitStrategy.self, forKey: .strategy)
        unseenItems = try values.decode(UnseenItemPolicy.self, forKey: .unseenItems)
        minimumTrainingUsers = try values.decodeIfPresent(Int.self, forKey: .minimumTrainingUsers) ?? 1
        counts = try values.decode(SplitCounts.self, forKey: .counts)
        preparation = try values.decodeIfPresent([PreparationStep].self, forKey: .preparation) ?? []
        properties = try values.decodeIfPresent(LogProperties.self, forKey: .properties)
    }

    /// The strategy's name, such as `within-sequence`.
    public var name: String { strategy.name }
}

extension SplitDescription: CustomStringConvertible {
    /// One line for people: name, sizes, and how many interactions were dropped.
    public var description: String {
        let few = minimumTrainingUsers > 1 ? "of fewer than \(minimumTrainingUsers) users" : "unseen"
        let policy =
            switch unseenItems {
            case .drop: "dropped"
            case .countAsMiss: "counted as misses"
            case .keep: "kept"
            }
        return "\(name): \(counts.trainInteractions) train interactions of \(counts.trainUsers) users and "
            + "\(counts.items) items; targets: \(counts.validation.targets) validation, \(counts.test.targets) test; "
            + "items \(few) in train \(policy): \(counts.validation.unseenInteractions) validation, "
            + "\(counts.test.unseenInteractions) test interactions"
    }
}

/// What a split put where.
public struct SplitCounts: Codable, Equatable, Sendable {
    /// Users of the log, those without train interactions included.
    public var users = 0
    /// Items that occur in train: the candidates of every ranking.
    public var items = 0
    /// Items that occur in validation or test only and were dropped.
    public var unseenItems = 0
    /// Users with at least one train interaction.
    public var trainUsers = 0
    /// Train interactions.
    public var trainInteractions = 0
    /// What validation holds.
    public var validation = PartCounts()
    /// What test holds.
    public var test = PartCounts()

    /// All zero.
    public init() {}
}

/// What one held-out part holds.
public struct PartCounts: Codable, Equatable, Sendable {
    /// Users with at least one target.
    public var users = 0
    /// Interactions kept, first events of unknown users included.
    public var interactions = 0
    /// Interactions to be predicted: those kept that have a history.
    public var targets = 0
    /// Interactions dropped because their item is not in train.
    public var unseenInteractions = 0

    /// All zero.
    public init() {}
}
