import SegueCore

/// Item-based nearest neighbors in which older history items count exponentially less.
///
/// Time weight collaborative filtering (Ding and Li, CIKM 2005): the prediction from the rated neighbors of an item
/// is weighted by f(t) = e^(−λt) with λ = 1/T₀. Here score(i) = Σ over history items j of
/// s(j, i) · e^(−λΔ(j)), with s as in ``ItemKNN``. Donkers et al. (RecSys 2017, Table 1) give "decaying constant 1" and
/// no more. Open there, chosen here:
///
/// * **λ or T₀**: the same when either is 1; `decayRate` is λ.
/// * **Unit of Δ**: steps back, the last item having Δ = 0 (starting at 1 would scale all scores alike); by option days
///   before the history's last event. The time of the event to predict is not used: it also scales all scores alike,
///   and is not known when recommending. A query without times, or with fewer times than items, counts a step as a day.
/// * **Normalization**: none. Ding and Li divide by Σ s · f; with all ratings equal that makes every score 1. By option
///   (`neighborhood`) the score is divided by the candidate's similarity to all items, Σ over all j of s(j, i), which
///   takes away the advantage of popular candidates.
/// * **Very old items**: a sum that has decayed below 1e−20 counts as 0.
/// * Similarity, items unrelated to the history, repeated items and candidates are treated as in ``ItemKNN``.
public typealias DecayedItemKNN = NeighborhoodModel<DecayedItemKNNConfiguration>

/// What a score is divided by.
public enum NeighborhoodNormalization: String, Codable, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// The candidate's similarity to all items that list it as a neighbor.
    case neighborhood
}

/// Hyper-parameters of ``DecayedItemKNN``.
public struct DecayedItemKNNConfiguration: SharedUserConfiguration {
    /// k: neighbors kept for each item.
    public var neighborCount = 100
    /// How alike two items are.
    public var similarity = ItemSimilarity()
    /// λ: an item of age Δ weighs e^(−λΔ).
    public var decayRate = 1.0
    /// What Δ is counted in.
    public var unit = HistoryDecay.Unit.steps
    /// What a score is divided by.
    public var normalization = NeighborhoodNormalization.none
    /// Whether items without similarity to the history are ranked by popularity, below all others.
    public var ranksUnrelatedByPopularity = true

    /// The paper's 100 neighbors and decay constant 1, in steps.
    public init() {}

    /// Checks every field.
    public func validate() throws {
        try ConfigurationCheck.atLeast(1, neighborCount, field: "neighborCount")
        try similarity.validate()
        try ConfigurationCheck.notNegative(decayRate, field: "decayRate")
    }

    /// Exponential in the age, over the whole history.
    public var decay: HistoryDecay { HistoryDecay(rate: decayRate, unit: unit, historyLength: 0) }
    /// By option.
    public var isDividedByNeighborhood: Bool { normalization == .neighborhood }
}

extension DecayedItemKNN {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "decayed-item-knn", "Exp. decaying item-based k-NN", family: .neighborhood, source: "Ding and Li 2005",
            isSeeded: false, isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
