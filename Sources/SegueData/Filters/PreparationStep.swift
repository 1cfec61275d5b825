/// What was done to a log after it was read, in the order in which it was done.
///
/// A log carries its steps, a split takes them over, and a result prints them: what stands beside a number is what ran.
public enum PreparationStep: Equatable, Sendable {
    /// A filter ran.
    case filter(FilterReport)
    /// Rows were chosen by code that is no filter, through ``InteractionLog/select(reindexing:rows:)``.
    case selection(before: FilterReport.Sizes, after: FilterReport.Sizes)
    /// Interactions of equal time were put in random order.
    case shuffledTies(seed: UInt64)

    /// Whether it left another log than it found.
    public var hasEffect: Bool {
        switch self {
        case .filter(let report): report.before != report.after
        case .selection(let before, let after): before != after
        case .shuffledTies: true
        }
    }
}

extension PreparationStep: Codable {
    private enum Kind: String, Codable {
        case filter
        case selection
        case shuffledTies = "shuffled-ties"
    }

    private enum CodingKeys: String, CodingKey {
        case step, filter, before, after, seed
    }

    /// Reads the kind under `step` and what belongs to it beside.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func sizes(_ key: CodingKeys) throws -> FilterReport.Sizes {
            try values.decode(FilterReport.Sizes.self, forKey: key)
        }
        switch try values.decode(Kind.self, forKey: .step) {
        case .filter:
            let filter = try values.decode(LogFilter.self, forKey: .filter)
            self = .filter(FilterReport(filter: filter, before: try sizes(.before), after: try sizes(.after)))
        case .selection: self = .selection(before: try sizes(.before), after: try sizes(.after))
        case .shuffledTies: self = .shuffledTies(seed: try values.decode(UInt64.self, forKey: .seed))
        }
    }

    /// Writes the kind under `step` and what belongs to it beside.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .filter(let report):
            try values.encode(Kind.filter, forKey: .step)
            try values.encode(report.filter, forKey: .filter)
            try values.encode(report.before, forKey: .before)
            try values.encode(report.after, forKey: .after)
        case .selection(let before, let after):
            try values.encode(Kind.selection, forKey: .step)
            try values.encode(before, forKey: .before)
            try values.encode(after, forKey: .after)
        case .shuffledTies(let seed):
            try values.encode(Kind.shuffledTies, forKey: .step)
            try values.encode(seed, forKey: .seed)
        }
    }
}
