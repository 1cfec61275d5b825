import SegueData

/// How a result was measured, in full: stands beside every table and in every result file.
public struct ProtocolDescription: Codable, Sendable, Equatable {
    /// The named protocol followed, such as "Protocol D (Donkers 2017)"; nil for free options.
    public var name: String?

    /// In what the split and the options depart from the named protocol.
    public var departures: [String]

    /// The split that the events came from.
    public var split: String

    /// What is removed from the data before it is split.
    public var filters: [String]

    /// Whether items of the history were taken out of the ranking.
    public var excludesSeen: Bool

    /// What a target got that tied with other items.
    public var ties: TiePolicy

    /// The unit that counted alike.
    public var averaging: Averaging

    /// Which items a target was ranked among.
    public var candidates: CandidateSet

    /// What was done with targets that do not occur in training.
    public var unseenItemPolicy: UnseenItemPolicy

    /// Numbers of events, users and items.
    public var counts: EvaluationCounts

    /// Describes an evaluation that follows a protocol, or free options.
    public init(
        namedProtocol: EvaluationProtocol?, options: EvaluationOptions, set: EvaluationSet, counts: EvaluationCounts
    ) {
        name = namedProtocol.map { "Protocol \($0.letter) (\($0.title))" }
        departures = namedProtocol?.departures(of: options, on: set) ?? []
        split = set.splitName
        filters = namedProtocol?.filters ?? []
        excludesSeen = options.excludesSeen
        ties = options.ties
        averaging = options.averaging
        candidates = namedProtocol?.candidates ?? .fullCatalogue
        unseenItemPolicy = set.unseenItemPolicy
        self.counts = counts
    }
}

extension EvaluationProtocol {
    /// In what options and split depart from the protocol, in words.
    fileprivate func departures(of options: EvaluationOptions, on set: EvaluationSet) -> [String] {
        var departures: [String] = []
        if let followed = set.splitProtocols, !followed.contains(letter) { departures.append("split") }
        if options.excludesSeen != excludesSeen { departures.append("seen filter") }
        if options.ties != ties { departures.append("ties") }
        if options.averaging != averaging { departures.append("averaging") }
        return departures
    }
}
