import SafeTensors
import SegueData
import Torch

/// Recommends items consumed by the same users as the items of the history.
///
/// Item-based nearest neighbours (Sarwar et al., WWW 2001; Deshpande and Karypis, TOIS 2004) on sets of users:
/// score(i) = Σ over history items j of s(j, i), where s is kept for the k nearest neighbours i of each j only.
/// Donkers et al. (RecSys 2017, Table 1) use k = 100 as a baseline and say no more. Open there, chosen here:
///
/// * **Similarity**: cosine between the items' sets of users; shrinkage and asymmetry by option (``ItemSimilarity``).
/// * **Which history**: all of it, each event counting once (a repeated item counts again); the last N events by option.
///   `historyLength` 1 is the unpersonalised variant of Hidasi et al. (2016), which predicts from the last item alone. It
///   is the one that comes near the figures of Donkers et al. when consumed items stay candidates, as in their protocol:
///   the sum over a long history puts the history's own items first.
/// * **Whose neighbours**: the lists of the history's items are added up; k does not limit the candidate's side.
/// * **Items without any similarity to the history** — all of them for an empty one — would tie at 0. They score
///   below 0 instead (in −1..<0), in order of popularity; `ranksUnrelatedByPopularity` false leaves them at 0.
/// * Items of the history stay candidates: whether they may be recommended is for the caller to say.
///
/// The score of a position does not depend on which other positions are asked for.
public final class ItemKNN: FittableModel {
    /// Hyper-parameters of ``ItemKNN``.
    public struct Configuration: ModelConfiguration {
        /// k: neighbours kept for each item.
        public var neighbourCount = 100
        /// How alike two items are.
        public var similarity = ItemSimilarity()
        /// Number of last history items that count; 0 for all.
        public var historyLength = 0
        /// Whether items without similarity to the history are ranked by popularity, below all others.
        public var ranksUnrelatedByPopularity = true

        /// The paper's 100 neighbours, cosine, whole history.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, neighbourCount, field: "neighbourCount")
            try similarity.validate()
            try ConfigurationCheck.atLeast(0, historyLength, field: "historyLength")
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

    /// Adds up the neighbour lists of the history, item by item.
    public func score(_ queries: [SequenceQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard let neighbourhood else { throw ModelStateError.notFitted(model: "ItemKNN") }
        let decay = HistoryDecay(rate: 0, unit: .steps, historyLength: configuration.historyLength)
        let scorer = NeighbourhoodScorer(
            neighbourhood: neighbourhood, decay: decay,
            fallback: configuration.ranksUnrelatedByPopularity ? neighbourhood.fallbackScores : nil, divisor: nil)
        try scorer.score(queries, consume: consume)
    }

    /// `offsets` `[items + 1]` i64, `neighbours` and `similarities` `[entries]` i32 and f32, `support` `[items]` i32.
    public func state() throws -> [String: HostTensor] {
        guard let neighbourhood else { throw ModelStateError.notFitted(model: "ItemKNN") }
        return neighbourhood.state
    }

    /// Replaces the neighbour lists.
    public func load(state: [String: HostTensor]) throws {
        neighbourhood = try ItemNeighbourhood(state: state)
    }
}
