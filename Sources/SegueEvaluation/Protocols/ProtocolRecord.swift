import SegueData

/// How a result was measured, in full: stands beside every table and in every result file.
///
/// It is assembled from the steps that ran, which filters, split and options leave behind, and never from the protocol
/// that was asked for. A protocol's name is given only where nothing departs from it.
public struct ProtocolRecord: Sendable, Equatable {
    /// What models were asked for.
    public let task: EvaluationTask

    /// What was done, in order.
    public let steps: [ProtocolStep]

    /// What could be seen of the log that was split; nil where that is not known.
    public let properties: LogProperties?

    /// Numbers of events, users and items.
    public let counts: EvaluationCounts

    /// Letter of the published protocol that was followed in everything; nil when there is none.
    public private(set) var letter: String?

    /// The protocol's name with its letter, "like" before it where something departs; nil for free options.
    public private(set) var name: String?

    /// In what was departed from the protocol that was asked for, each with both values.
    public private(set) var departures: [String] = []

    /// What the protocol asks for and no step did, but the data itself fulfills.
    public private(set) var verified: [String] = []

    /// Records the evaluation of another task than ranking, whose protocols have no letters.
    ///
    /// - Parameters:
    ///   - task: What models were asked for.
    ///   - steps: What was done, in order: to the log, to make examples, and to measure.
    ///   - properties: What could be seen of the log that was split; nil where that is not known.
    ///   - counts: What the means were taken over.
    public init(
        task: EvaluationTask, steps: [ProtocolStep], properties: LogProperties? = nil, counts: EvaluationCounts
    ) {
        self.task = task
        self.steps = steps
        self.properties = properties
        self.counts = counts
    }

    /// Records an evaluation by ranking.
    ///
    /// - Parameters:
    ///   - set: What was evaluated on, with the steps that made it.
    ///   - options: What was measured and how.
    ///   - counts: What the means were taken over.
    ///   - asked: The protocol that was meant to be followed; nil: the first published one that the steps match, if any.
    public init(
        of set: EvaluationSet, options: EvaluationOptions, counts: EvaluationCounts, asked: EvaluationProtocol? = nil
    ) {
        task = .nextItem
        steps = set.steps + ProtocolStep.steps(of: options)
        properties = set.properties
        self.counts = counts
        if let asked {
            compare(with: asked)
        } else if let found = EvaluationProtocol.named.first(where: { $0.departures(of: self).isEmpty }) {
            compare(with: found)
        }
    }

    private mutating func compare(with published: EvaluationProtocol) {
        departures = published.departures(of: self)
        let title = "rotocol \(published.letter) (\(published.title))"
        name = departures.isEmpty ? "P" + title : "like p" + title
        letter = departures.isEmpty ? published.letter : nil
        verified = departures.isEmpty ? published.verifiedFilters(of: self) : []
    }

    /// The preparations that ran, in order.
    public var preparation: [PreparationStep] {
        steps.compactMap { if case .preparation(let step) = $0 { step } else { nil } }
    }

    /// The split; nil for events that come from none.
    public var split: SplitStrategy? {
        steps.lazy.compactMap { if case .split(let strategy) = $0 { strategy } else { nil } }.first
    }

    /// What was done with targets that do not occur in training.
    public var unseenItemPolicy: UnseenItemPolicy {
        steps.lazy.compactMap { if case .unseenItems(let policy) = $0 { policy } else { nil } }.first ?? .drop
    }

    /// Users in training below which an item was left out.
    public var minimumTrainingUsers: Int {
        steps.lazy.compactMap { if case .minimumTrainingUsers(let users) = $0 { users } else { nil } }.first ?? 1
    }

    /// Whether items of the history were taken out of the ranking.
    public var excludesSeen: Bool { steps.contains(.seenItems(areExcluded: true)) }

    /// What a target got that tied with other items.
    public var ties: TiePolicy {
        steps.lazy.compactMap { if case .ties(let policy) = $0 { policy } else { nil } }.first ?? .expected
    }

    /// The unit that counted alike.
    public var averaging: Averaging {
        steps.lazy.compactMap { if case .averaging(let unit) = $0 { unit } else { nil } }.first ?? .event
    }

    /// Which items a target was ranked among.
    public var candidates: CandidateSet {
        steps.lazy.compactMap { if case .candidates(let set) = $0 { set } else { nil } }.first ?? .fullCatalog
    }
}

extension ProtocolRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case task, steps, properties, counts, letter, name, departures, verified
        // Said again in words or alone, for readers of the file.
        case text, split, filters, excludesSeen, ties, averaging, candidates, unseenItemPolicy
    }

    /// Reads the steps and what was concluded from them.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        task = try values.decodeIfPresent(EvaluationTask.self, forKey: .task) ?? .nextItem
        steps = try values.decode([ProtocolStep].self, forKey: .steps)
        properties = try values.decodeIfPresent(LogProperties.self, forKey: .properties)
        counts = try values.decode(EvaluationCounts.self, forKey: .counts)
        letter = try values.decodeIfPresent(String.self, forKey: .letter)
        name = try values.decodeIfPresent(String.self, forKey: .name)
        departures = try values.decode([String].self, forKey: .departures)
        verified = try values.decode([String].self, forKey: .verified)
    }

    /// Writes the steps, what was concluded from them, and the same in words.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if task != .nextItem { try values.encode(task, forKey: .task) }
        try values.encode(steps, forKey: .steps)
        try values.encodeIfPresent(properties, forKey: .properties)
        try values.encode(counts, forKey: .counts)
        try values.encodeIfPresent(letter, forKey: .letter)
        try values.encodeIfPresent(name, forKey: .name)
        try values.encode(departures, forKey: .departures)
        try values.encode(verified, forKey: .verified)
        try values.encode(text, forKey: .text)
        try values.encodeIfPresent(split?.protocolText, forKey: .split)
        try values.encode(preparation.map(\.protocolText), forKey: .filters)
        try values.encode(averaging, forKey: .averaging)
        guard task == .nextItem else { return }
        try values.encode(excludesSeen, forKey: .excludesSeen)
        try values.encode(ties, forKey: .ties)
        try values.encode(candidates, forKey: .candidates)
        try values.encode(unseenItemPolicy, forKey: .unseenItemPolicy)
    }
}
