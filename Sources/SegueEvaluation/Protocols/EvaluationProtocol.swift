/// A published way of evaluating: all that must agree before two numbers may stand in one table.
public struct EvaluationProtocol: Codable, Sendable, Equatable {
    /// The letter by which the documentation calls it.
    public let letter: String

    /// Who uses it.
    public let title: String

    /// The split: what is held out from whom.
    public let split: String

    /// What is removed from the data before it is split.
    public let filters: [String]

    /// Whether items of the history are taken out of the ranking.
    public let excludesSeen: Bool

    /// What a target gets that ties with other items.
    public let ties: TiePolicy

    /// The unit that counts alike.
    public let averaging: Averaging

    /// Which items a target is ranked among.
    public let candidates: CandidateSet

    /// The metrics that its tables report.
    public let metrics: [Metric]

    /// A protocol of your own.
    public init(
        letter: String, title: String, split: String, filters: [String], excludesSeen: Bool,
        ties: TiePolicy = .expected,
        averaging: Averaging = .event, candidates: CandidateSet = .fullCatalogue, metrics: [Metric]
    ) {
        self.letter = letter
        self.title = title
        self.split = split
        self.filters = filters
        self.excludesSeen = excludesSeen
        self.ties = ties
        self.averaging = averaging
        self.candidates = candidates
        self.metrics = metrics
    }

    /// The options that follow this protocol.
    public var options: EvaluationOptions {
        var options = EvaluationOptions()
        options.cutoffs = Set(metrics.map(\.cutoff)).sorted()
        options.ties = ties
        options.excludesSeen = excludesSeen
        options.averaging = averaging
        return options
    }
}
