import SegueData

/// A published way of evaluating: all that must agree before two numbers may stand in one table.
///
/// It states what has to be done, as values that a ``ProtocolRecord`` of what was done is compared with.
public struct EvaluationProtocol: Codable, Sendable, Equatable {
    /// The letter by which the documentation calls it.
    public let letter: String

    /// Who uses it.
    public let title: String

    /// What is done to the data before it is split, in this order; a filter that the data fulfills already may be left out.
    public let filters: [LogFilter]

    /// The split: what is held out from whom.
    public let split: SplitStrategy

    /// What becomes of targets that do not occur in training.
    public let unseenItems: UnseenItemPolicy

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
        letter: String, title: String, filters: [LogFilter] = [], split: SplitStrategy,
        unseenItems: UnseenItemPolicy = .drop, excludesSeen: Bool, ties: TiePolicy = .expected,
        averaging: Averaging = .event, candidates: CandidateSet = .fullCatalog, metrics: [Metric]
    ) {
        self.letter = letter
        self.title = title
        self.filters = filters
        self.split = split
        self.unseenItems = unseenItems
        self.excludesSeen = excludesSeen
        self.ties = ties
        self.averaging = averaging
        self.candidates = candidates
        self.metrics = metrics
    }

    /// The options that follow this protocol.
    public var options: EvaluationOptions {
        var options = EvaluationOptions()
        options.cutoffs = Set(metrics.compactMap(\.cutoff)).sorted()
        options.ties = ties
        options.excludesSeen = excludesSeen
        options.averaging = averaging
        return options
    }

    /// What it asks to be done before the split, in words.
    public var filterText: String { Self.text(of: filters.map(\.protocolText)) }

    /// Its split in words.
    public var splitText: String { split.protocolText }

    static func text(of filters: [String]) -> String {
        filters.isEmpty ? "none" : filters.joined(separator: ", ")
    }
}
