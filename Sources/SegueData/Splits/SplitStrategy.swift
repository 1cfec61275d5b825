/// The ways to split a log, as a recipe names them.
///
/// In YAML or JSON a strategy is a flat mapping: its name under `strategy`, its parameters beside it, those left out at
/// their defaults.
///
/// ```yaml
/// split:
///   strategy: within-sequence
///   train: 0.9
///   validation: 0.05
/// ```
public enum SplitStrategy: Equatable, Sendable {
    /// The first 90 % of each sequence train (protocol D).
    case withinSequence(WithinSequenceSplit = .init())
    /// The last event of each user tests (protocols A, B).
    case leaveLastOut(LeaveLastOutSplit = .init())
    /// Whole users are held out.
    case randomUsers(RandomUsersSplit = .init())
    /// The whole log in order of time, exact shares.
    case ratio(RatioSplit = .init())
    /// All users cut at the same moments.
    case globalTime(GlobalTimeSplit = .init())
    /// The sessions of the last days test (protocol C).
    case lastDays(LastDaysSplit = .init())
    /// The parts that files give.
    case given(GivenSplit = .init())
    /// Interactions drawn at random, whatever their order (rating prediction).
    case randomRatings(RandomRatingsSplit = .init())

    /// The rule with its parameters.
    public var rule: any SplitRule {
        switch self {
        case .withinSequence(let rule): return rule
        case .leaveLastOut(let rule): return rule
        case .randomUsers(let rule): return rule
        case .ratio(let rule): return rule
        case .globalTime(let rule): return rule
        case .lastDays(let rule): return rule
        case .given(let rule): return rule
        case .randomRatings(let rule): return rule
        }
    }

    /// The name that recipes and reports use.
    public var name: String { type(of: rule).name }

    /// Whether it goes by the order of the file, which readers keep on demand alone (`ReadOptions.keepsFileRows`).
    public var followsFileRows: Bool {
        if case .randomRatings(let rule) = self { return rule.followsFileRows }
        return false
    }

    /// The names of all strategies.
    public static let names = [
        WithinSequenceSplit.name, LeaveLastOutSplit.name, RandomUsersSplit.name, RatioSplit.name, GlobalTimeSplit.name,
        LastDaysSplit.name, GivenSplit.name, RandomRatingsSplit.name,
    ]

    /// Splits a log.
    ///
    /// - Parameters:
    ///   - log: the interactions, filtered as wanted.
    ///   - unseenItems: what to do with validation and test interactions whose item is not in train.
    ///   - minimumTrainingUsers: items of fewer users in train leave the log, as if they were not in train at all.
    /// - Throws: `PreparationError` for wrong parameters, a missing column, an empty log or an empty train part.
    public func split(
        _ log: InteractionLog, unseenItems: UnseenItemPolicy = .drop, minimumTrainingUsers: Int = 1
    ) throws -> DataSplit {
        try rule.validate()
        guard log.count > 0 else { throw PreparationError.emptyLog(operation: name) }
        switch try rule.parts(of: log) {
        case .cuts(let boundaries):
            return try DataSplit(
                log: log, boundaries: boundaries, strategy: self, unseenItems: unseenItems,
                minimumTrainingUsers: minimumTrainingUsers)
        case .rows(let parts):
            return try DataSplit(
                log: log, rows: parts, strategy: self, unseenItems: unseenItems,
                minimumTrainingUsers: minimumTrainingUsers)
        }
    }

    /// The cuts of a strategy that keeps sequences whole.
    /// - Throws: `PreparationError` for one that draws single interactions, and what the rule throws.
    public func boundaries(of log: InteractionLog) throws -> SplitBoundaries {
        guard let rule = rule as? any SequenceSplitRule else {
            throw PreparationError.invalidParameter(
                operation: name, parameter: "strategy",
                problem: "draws single interactions, so that there is no next item to ask for; take another split")
        }
        return try rule.boundaries(of: log)
    }
}

extension SplitStrategy: Codable {
    private enum CodingKeys: String, CodingKey {
        case strategy
    }

    /// Reads the name and the parameters beside it.
    ///
    /// - Throws: `PreparationError.unknownName` for a name that is none of `names`.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .strategy)
        switch name {
        case WithinSequenceSplit.name: self = .withinSequence(try .init(from: decoder))
        case LeaveLastOutSplit.name: self = .leaveLastOut(try .init(from: decoder))
        case RandomUsersSplit.name: self = .randomUsers(try .init(from: decoder))
        case RatioSplit.name: self = .ratio(try .init(from: decoder))
        case GlobalTimeSplit.name: self = .globalTime(try .init(from: decoder))
        case LastDaysSplit.name: self = .lastDays(try .init(from: decoder))
        case GivenSplit.name: self = .given(try .init(from: decoder))
        case RandomRatingsSplit.name: self = .randomRatings(try .init(from: decoder))
        default:
            throw PreparationError.unknownName(kind: "split strategy", name: name, known: Self.names)
        }
    }

    /// Writes the name and all parameters beside it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .strategy)
        try rule.encode(to: encoder)
    }
}
