import SafeTensors
import SegueData
import Torch

/// Item-based nearest neighbours in which older history items count exponentially less.
///
/// Time weight collaborative filtering (Ding and Li, CIKM 2005): the prediction from the rated neighbours of an item
/// is weighted by f(t) = e^(−λt) with λ = 1/T₀. Here score(i) = Σ over history items j of
/// s(j, i) · e^(−λΔ(j)), with s as in ``ItemKNN``. Donkers et al. (RecSys 2017, Table 1) give "decaying constant 1" and
/// no more. Open there, chosen here:
///
/// * **λ or T₀**: the same when either is 1; `decayRate` is λ.
/// * **Unit of Δ**: steps back, the last item having Δ = 0 (starting at 1 would scale all scores alike); by option days
///   before the history's last event. The time of the event to predict is not used: it also scales all scores alike,
///   and is not known when recommending. A query without times, or with fewer times than items, counts a step as a day.
/// * **Normalisation**: none. Ding and Li divide by Σ s · f; with all ratings equal that makes every score 1. By option
///   (`neighbourhood`) the score is divided by the candidate's similarity to all items, Σ over all j of s(j, i), which
///   takes away the advantage of popular candidates.
/// * **Very old items**: a sum that has decayed below 1e−20 counts as 0.
/// * Similarity, items unrelated to the history, repeated items and candidates are treated as in ``ItemKNN``.
public final class DecayedItemKNN: FittableModel {
    /// What the age Δ of a history item is counted in.
    public enum Unit: String, Codable, Sendable, CaseIterable {
        /// Events since then.
        case steps
        /// Days between it and the last event.
        case days
    }

    /// What a score is divided by.
    public enum Normalisation: String, Codable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// The candidate's similarity to all items that list it as a neighbour.
        case neighbourhood
    }

    /// Hyper-parameters of ``DecayedItemKNN``.
    public struct Configuration: ModelConfiguration {
        /// k: neighbours kept for each item.
        public var neighbourCount = 100
        /// How alike two items are.
        public var similarity = ItemSimilarity()
        /// λ: an item of age Δ weighs e^(−λΔ).
        public var decayRate = 1.0
        /// What Δ is counted in.
        public var unit = Unit.steps
        /// What a score is divided by.
        public var normalisation = Normalisation.none
        /// Whether items without similarity to the history are ranked by popularity, below all others.
        public var ranksUnrelatedByPopularity = true

        /// The paper's 100 neighbours and decay constant 1, in steps.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, neighbourCount, field: "neighbourCount")
            try similarity.validate()
            try ConfigurationCheck.notNegative(decayRate, field: "decayRate")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// Threads used by `fit`; the result does not depend on it.
    public var threadCount = TorchRuntime.threadCount
    private var neighbourhood: ItemNeighbourhood?

    /// Makes a model that has learned nothing yet.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// Number of items in the catalogue; 0 before the model is fitted or loaded.
    public var itemCount: Int { neighbourhood?.itemCount ?? 0 }

    /// The kept neighbours of `item`, most similar first; none for an unknown item.
    public func neighbours(of item: Int32) -> [ItemNeighbour] {
        neighbourhood?.neighbours(of: item) ?? []
    }

    /// Counts shared users and keeps the nearest neighbours of every item.
    public func fit(
        _ training: TrainingSequences, generator: inout SeededGenerator, progress: (FitProgress) throws -> Void
    ) throws {
        neighbourhood = try ItemNeighbourhood(
            training, neighbourCount: configuration.neighbourCount, similarity: configuration.similarity,
            threadCount: threadCount, progress: progress)
    }

    /// Adds up the neighbour lists of the history; with each item the sum so far decays.
    public func score(_ queries: [SequenceQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard let neighbourhood else { throw ModelStateError.notFitted(model: "DecayedItemKNN") }
        let decay = HistoryDecay(rate: configuration.decayRate, unit: configuration.unit, historyLength: 0)
        let scorer = NeighbourhoodScorer(
            neighbourhood: neighbourhood, decay: decay,
            fallback: configuration.ranksUnrelatedByPopularity ? neighbourhood.fallbackScores : nil,
            divisor: configuration.normalisation == .neighbourhood ? neighbourhood.similarityMass : nil)
        try scorer.score(queries, consume: consume)
    }

    /// `offsets` `[items + 1]` i64, `neighbours` and `similarities` `[entries]` i32 and f32, `support` `[items]` i32.
    public func state() throws -> [String: HostTensor] {
        guard let neighbourhood else { throw ModelStateError.notFitted(model: "DecayedItemKNN") }
        return neighbourhood.state
    }

    /// Replaces the neighbour lists.
    public func load(state: [String: HostTensor]) throws {
        neighbourhood = try ItemNeighbourhood(state: state)
    }
}
