/// The filters, as a recipe names them: a list of flat mappings, applied in the order written.
///
/// ```yaml
/// filters:
///   - filter: minimum-rating
///     rating: 4
///   - filter: k-core
///     users: 5
///     items: 5
/// ```
public enum LogFilter: Equatable, Sendable {
    /// Users and items with enough interactions.
    case core(CoreFilter = .init())
    /// Ratings from a value on.
    case minimumRating(MinimumRatingFilter = .init())
    /// Some kinds of interaction.
    case behaviors(BehaviorsFilter)
    /// No item directly after itself.
    case consecutiveDuplicates(ConsecutiveDuplicatesFilter = .init())
    /// Each item once a user.
    case firstOccurrences(FirstOccurrencesFilter = .init())
    /// Sequences neither too short nor too long.
    case sequenceLength(SequenceLengthFilter = .init())
    /// Sessions in place of users.
    case sessions(SessionsFilter = .init())

    /// The rule with its parameters.
    public var rule: any LogFilterRule {
        switch self {
        case .core(let rule): return rule
        case .minimumRating(let rule): return rule
        case .behaviors(let rule): return rule
        case .consecutiveDuplicates(let rule): return rule
        case .firstOccurrences(let rule): return rule
        case .sequenceLength(let rule): return rule
        case .sessions(let rule): return rule
        }
    }

    /// The name that recipes and reports use.
    public var name: String { type(of: rule).name }

    /// The names of all filters.
    public static let names = [
        CoreFilter.name, MinimumRatingFilter.name, BehaviorsFilter.name, ConsecutiveDuplicatesFilter.name,
        FirstOccurrencesFilter.name, SequenceLengthFilter.name, SessionsFilter.name,
    ]
}

extension LogFilter: Codable {
    private enum CodingKeys: String, CodingKey {
        case filter
    }

    /// Reads the name and the parameters beside it.
    ///
    /// - Throws: `PreparationError.unknownName` for a name that is none of `names`.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .filter)
        switch name {
        case CoreFilter.name: self = .core(try .init(from: decoder))
        case MinimumRatingFilter.name: self = .minimumRating(try .init(from: decoder))
        case BehaviorsFilter.name: self = .behaviors(try .init(from: decoder))
        case ConsecutiveDuplicatesFilter.name: self = .consecutiveDuplicates(try .init(from: decoder))
        case FirstOccurrencesFilter.name: self = .firstOccurrences(try .init(from: decoder))
        case SequenceLengthFilter.name: self = .sequenceLength(try .init(from: decoder))
        case SessionsFilter.name: self = .sessions(try .init(from: decoder))
        default: throw PreparationError.unknownName(kind: "filter", name: name, known: Self.names)
        }
    }

    /// Writes the name and all parameters beside it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .filter)
        try rule.encode(to: encoder)
    }
}
