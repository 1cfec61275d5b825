import Foundation
import SegueCore
import SegueData

/// Sequential rules (Kamehkhosh, Jannach and Ludewig 2017; Ludewig and Jannach 2018), extended from sessions to long histories:
/// what was consumed soon after an item is what comes after it.
///
/// C(i, j) = Σ over train sequences Σ_{l = 1…W} [i at t − l, j at t] ∕ l,
/// score(j) = Σ_{m = 0…M−1} e^(−δm) C(i_{n−m}, j) ∕ (n_j + s)^β, n_j the train interactions of j.
///
/// The paper counts within sessions, scores from the last item alone (M = 1) and does not divide by popularity (β = 0). Decayed
/// sums over the last M items, and β = ½ with s = 20, are what makes it strong on histories of hundreds of films; W is 20.
/// An item that no rule leads to is treated as in ``ItemKNN``. The first-order Markov chain is W = 1, M = 1, β = 0.
public typealias SequentialRules = NeighborhoodModel<SequentialRulesConfiguration>

/// Hyper-parameters of ``SequentialRules``.
public struct SequentialRulesConfiguration: NeighborhoodConfiguration {
    /// W: how many steps a rule may bridge.
    public var window = 20
    /// M: how many of the last items are asked; 0 for all.
    public var historyLength = 20
    /// δ: an item m steps back weighs e^(−δm).
    public var decayRate = 0.5
    /// β: the power of the popularity that scores are divided by.
    public var popularityExponent = 0.5
    /// s: added to the popularity.
    public var popularityShift = 20.0
    /// Rules kept for each item, the strongest; 0 for all.
    public var neighborCount = 0
    /// Whether items that no rule leads to are ranked by popularity, below all others.
    public var ranksUnrelatedByPopularity = true

    /// The defaults.
    public init() {}

    /// Checks every field.
    public func validate() throws {
        try ConfigurationCheck.atLeast(1, window, field: "window")
        try ConfigurationCheck.atLeast(0, historyLength, field: "historyLength")
        try ConfigurationCheck.notNegative(decayRate, field: "decayRate")
        try ConfigurationCheck.notNegative(popularityExponent, field: "popularityExponent")
        try ConfigurationCheck.notNegative(popularityShift, field: "popularityShift")
        try ConfigurationCheck.atLeast(0, neighborCount, field: "neighborCount")
    }

    /// Exponential in the steps back.
    public var decay: HistoryDecay { HistoryDecay(rate: decayRate, unit: .steps, historyLength: historyLength) }
    /// Nothing.
    public var isDividedByNeighborhood: Bool { false }

    /// Counts the rules.
    public func neighborhood(
        of training: TrainingSequences, threadCount: Int, progress: (FitProgress) throws -> Void
    ) throws -> ItemNeighborhood {
        let counts = training.itemCounts
        let divisors = counts.map { pow(Double($0) + popularityShift, popularityExponent) }
        let occurrences = ItemOccurrences(training)
        return try ItemNeighborhood(support: counts, threadCount: threadCount, progress: progress) {
            RuleSearch(
                training: training, occurrences: occurrences, window: window, divisors: divisors,
                limit: neighborCount > 0 ? neighborCount : nil)
        }
    }
}

extension SequentialRules {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "sequential-rules", "Sequential rules", family: .neighborhood, source: "Ludewig and Jannach 2018",
            isSeeded: false, isTrained: false,
            texts: [
                "window": "How many steps a rule may bridge.",
                "historyLength": "How many of the last items are asked; 0 for all.",
                "popularityExponent": "The power of the popularity that scores are divided by.",
                "popularityShift": "Added to the popularity.",
                "neighborCount": "Rules kept for each item, the strongest; 0 for all.",
                "decayRate": "An item m steps back weighs e^(−decayRate · m).",
            ]
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
