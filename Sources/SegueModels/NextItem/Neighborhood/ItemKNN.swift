import SegueCore

/// Recommends items consumed by the same users as the items of the history.
///
/// Item-based nearest neighbors (Sarwar et al., WWW 2001; Deshpande and Karypis, TOIS 2004) on sets of users:
/// score(i) = Σ over history items j of s(j, i), where s is kept for the k nearest neighbors i of each j only.
/// Donkers et al. (RecSys 2017, Table 1) use k = 100 as a baseline and say no more. Open there, chosen here:
///
/// * **Similarity**: cosine between the items' sets of users; shrinkage and asymmetry by option (``ItemSimilarity``).
/// * **Which history**: all of it, each event counting once (a repeated item counts again); the last N events by option.
///   `historyLength` 1 is the unpersonalized variant of Hidasi et al. (2016), which predicts from the last item alone. It
///   is the one that comes near the figures of Donkers et al. when consumed items stay candidates, as in their protocol:
///   the sum over a long history puts the history's own items first.
/// * **Whose neighbors**: the lists of the history's items are added up; k does not limit the candidate's side.
/// * **Items without any similarity to the history** — all of them for an empty one — would tie at 0. They score
///   below 0 instead (in −1..<0), in order of popularity; `ranksUnrelatedByPopularity` false leaves them at 0.
/// * Items of the history stay candidates: whether they may be recommended is for the caller to say.
///
/// The score of a position does not depend on which other positions are asked for.
public typealias ItemKNN = NeighborhoodModel<ItemKNNConfiguration>

/// Hyper-parameters of ``ItemKNN``.
public struct ItemKNNConfiguration: SharedUserConfiguration {
    /// k: neighbors kept for each item.
    public var neighborCount = 100
    /// How alike two items are.
    public var similarity = ItemSimilarity()
    /// Number of last history items that count; 0 for all.
    public var historyLength = 0
    /// Whether items without similarity to the history are ranked by popularity, below all others.
    public var ranksUnrelatedByPopularity = true

    /// The paper's 100 neighbors, cosine, whole history.
    public init() {}

    /// Checks every field.
    public func validate() throws {
        try ConfigurationCheck.atLeast(1, neighborCount, field: "neighborCount")
        try similarity.validate()
        try ConfigurationCheck.atLeast(0, historyLength, field: "historyLength")
    }

    /// No decay.
    public var decay: HistoryDecay { HistoryDecay(rate: 0, unit: .steps, historyLength: historyLength) }
    /// Nothing.
    public var isDividedByNeighborhood: Bool { false }
}

extension ItemKNN {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "item-knn", "Item-based k-NN", family: .neighborhood, isSeeded: false, isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
