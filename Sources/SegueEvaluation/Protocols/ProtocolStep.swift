import SegueData

/// One thing that was done on the way from the data to a number.
public enum ProtocolStep: Equatable, Sendable {
    /// A model was measured on other data than it was trained on.
    case newData(NewDataRecord)
    /// The log was prepared before it was split.
    case preparation(PreparationStep)
    /// Items of fewer users in training were left out.
    case minimumTrainingUsers(Int)
    /// The log was split.
    case split(SplitStrategy)
    /// What became of targets that do not occur in training.
    case unseenItems(UnseenItemPolicy)
    /// What a target was ranked among.
    case candidates(CandidateSet)
    /// Whether items of the history were taken out of the ranking.
    case seenItems(areExcluded: Bool)
    /// What a target got that tied with other items.
    case ties(TiePolicy)
    /// The unit that counted alike.
    case averaging(Averaging)
    /// Something that is told in words, such as how examples were made.
    case described(Subject, String)

    /// What a step told in words is about.
    public enum Subject: String, Codable, Sendable, CaseIterable {
        /// How examples were made of interactions.
        case examples
        /// How examples were held out.
        case split
        /// What was left out before.
        case filter
        /// How something was measured.
        case option
    }

    /// The steps that made a split, in order.
    public static func steps(of split: SplitDescription) -> [ProtocolStep] {
        var steps = split.preparation.map { ProtocolStep.preparation($0) }
        if split.minimumTrainingUsers > 1 { steps.append(.minimumTrainingUsers(split.minimumTrainingUsers)) }
        return steps + [.split(split.strategy), .unseenItems(split.unseenItems)]
    }

    /// The steps of an evaluation itself.
    static func steps(of options: EvaluationOptions) -> [ProtocolStep] {
        [
            .candidates(.fullCatalog), .seenItems(areExcluded: options.excludesSeen), .ties(options.ties),
            .averaging(options.averaging),
        ]
    }
}

extension ProtocolStep: Codable {
    private enum Kind: String, Codable {
        case newData = "new-data"
        case minimumTrainingUsers = "minimum-training-users"
        case split
        case unseenItems = "unseen-items"
        case candidates
        case seenItems = "seen-items"
        case ties
        case averaging
        case described
    }

    private enum CodingKeys: String, CodingKey {
        case step, users, split, policy, areExcluded, data, subject, text
    }

    /// Reads the kind under `step` and what belongs to it beside; kinds not known here are preparations.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let kind = Kind(rawValue: try values.decode(String.self, forKey: .step)) else {
            self = .preparation(try PreparationStep(from: decoder))
            return
        }
        switch kind {
        case .newData: self = .newData(try values.decode(NewDataRecord.self, forKey: .data))
        case .minimumTrainingUsers: self = .minimumTrainingUsers(try values.decode(Int.self, forKey: .users))
        case .split: self = .split(try values.decode(SplitStrategy.self, forKey: .split))
        case .unseenItems: self = .unseenItems(try values.decode(UnseenItemPolicy.self, forKey: .policy))
        case .candidates: self = .candidates(try values.decode(CandidateSet.self, forKey: .policy))
        case .seenItems: self = .seenItems(areExcluded: try values.decode(Bool.self, forKey: .areExcluded))
        case .ties: self = .ties(try values.decode(TiePolicy.self, forKey: .policy))
        case .averaging: self = .averaging(try values.decode(Averaging.self, forKey: .policy))
        case .described:
            self = .described(
                try values.decode(Subject.self, forKey: .subject), try values.decode(String.self, forKey: .text))
        }
    }

    /// Writes the kind under `step` and what belongs to it beside.
    public func encode(to encoder: any Encoder) throws {
        if case .preparation(let step) = self { return try step.encode(to: encoder) }
        var values = encoder.container(keyedBy: CodingKeys.self)
        func put(_ kind: Kind, _ value: some Encodable, _ key: CodingKeys) throws {
            try values.encode(kind, forKey: .step)
            try values.encode(value, forKey: key)
        }
        switch self {
        case .preparation: break
        case .newData(let record): try put(.newData, record, .data)
        case .minimumTrainingUsers(let users): try put(.minimumTrainingUsers, users, .users)
        case .split(let strategy): try put(.split, strategy, .split)
        case .unseenItems(let policy): try put(.unseenItems, policy, .policy)
        case .candidates(let candidates): try put(.candidates, candidates, .policy)
        case .seenItems(let areExcluded): try put(.seenItems, areExcluded, .areExcluded)
        case .ties(let policy): try put(.ties, policy, .policy)
        case .averaging(let averaging): try put(.averaging, averaging, .policy)
        case .described(let subject, let text):
            try put(.described, subject, .subject)
            try values.encode(text, forKey: .text)
        }
    }
}
