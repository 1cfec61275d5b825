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
    /// What lies in a window of time.
    case timeWindow(TimeWindowFilter)

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
        case .timeWindow(let rule): return rule
        }
    }

    /// The name that recipes and reports use.
    public var name: String { type(of: rule).name }

    /// The names of all filters.
    public static let names = [
        CoreFilter.name, MinimumRatingFilter.name, BehaviorsFilter.name, ConsecutiveDuplicatesFilter.name,
        FirstOccurrencesFilter.name, SequenceLengthFilter.name, SessionsFilter.name, TimeWindowFilter.name,
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
        case TimeWindowFilter.name: self = .timeWindow(try .init(from: decoder))
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

/// A rule that removes interactions from a log, or groups them anew.
public protocol LogFilterRule: Codable, Equatable, Sendable {
    /// The name that recipes and reports use, such as `k-core`.
    static var name: String { get }
    /// Checks the parameters.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    func validate() throws
    /// What is left of a log. The order of rows stays; users and items without rows disappear from the vocabularies.
    ///
    /// - Throws: `PreparationError` if the log lacks a column that the rule needs, or knows no such name.
    func apply(to log: InteractionLog) throws -> InteractionLog
}

extension LogFilterRule {
    /// Throws unless a count is at least so much.
    func check(_ parameter: String, _ value: Int, atLeast least: Int) throws {
        guard value >= least else {
            throw PreparationError.invalidParameter(
                operation: Self.name, parameter: parameter, problem: "must be at least \(least), found \(value)")
        }
    }
}

extension InteractionLog {
    /// The rows that a mask keeps, without the users and items that have none left.
    func keeping(_ mask: [Bool]) -> InteractionLog {
        select(reindexing: [.users, .items]) { mask[$0] }
    }
}

extension InteractionLog {
    /// Applies filters one after the other.
    ///
    /// - Returns: what is left, and a report for each filter in the same order; the log's ``preparation`` ends with the
    ///   same reports.
    /// - Throws: `PreparationError` for wrong parameters, a missing column or an unknown behavior.
    public func filtered(by filters: [LogFilter]) throws -> (log: InteractionLog, reports: [FilterReport]) {
        var log = self
        var reports: [FilterReport] = []
        for filter in filters {
            try filter.rule.validate()
            let before = log
            log = try filter.rule.apply(to: before)
            let report = FilterReport(filter: filter, before: .init(of: before), after: .init(of: log))
            log.preparation = before.preparation + [.filter(report)]
            reports.append(report)
        }
        return (log, reports)
    }
}
