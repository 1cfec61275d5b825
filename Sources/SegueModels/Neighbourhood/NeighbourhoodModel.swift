import SafeTensors
import SegueData
import Torch

/// Hyper-parameters of a model of item neighbours.
public protocol NeighbourhoodConfiguration: ModelConfiguration {
    /// k: neighbours kept for each item.
    var neighbourCount: Int { get }
    /// How alike two items are.
    var similarity: ItemSimilarity { get }
    /// Whether items without similarity to the history are ranked by popularity, below all others.
    var ranksUnrelatedByPopularity: Bool { get }
    /// How much the items of a history count.
    var decay: HistoryDecay { get }
    /// Whether a score is divided by the candidate's similarity to all items that list it as a neighbour.
    var isDividedByNeighbourhood: Bool { get }
}

/// Item-based nearest neighbours: ``ItemKNN`` and, with a decay, ``DecayedItemKNN``.
public final class NeighbourhoodModel<Settings: NeighbourhoodConfiguration>: FittableModel {
    /// The hyper-parameters.
    public typealias Configuration = Settings

    /// The hyper-parameters in use.
    public let configuration: Settings
    /// Threads used by `fit`; the result does not depend on it.
    public var threadCount = TorchRuntime.threadCount
    private var neighbourhood: ItemNeighbourhood?

    /// Makes a model that has learned nothing yet.
    public init(configuration: Settings = Settings()) throws {
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
        let neighbourhood = try fitted()
        let scorer = NeighbourhoodScorer(
            neighbourhood: neighbourhood, decay: configuration.decay,
            fallback: configuration.ranksUnrelatedByPopularity ? neighbourhood.fallbackScores : nil,
            divisor: configuration.isDividedByNeighbourhood ? neighbourhood.similarityMass : nil)
        try scorer.score(queries, consume: consume)
    }

    /// `offsets` `[items + 1]` i64, `neighbours` and `similarities` `[entries]` i32 and f32, `support` `[items]` i32.
    public func state() throws -> [String: HostTensor] { try fitted().state }

    /// Replaces the neighbour lists.
    public func load(state: [String: HostTensor]) throws { neighbourhood = try ItemNeighbourhood(state: state) }

    func fitted() throws -> ItemNeighbourhood {
        guard let neighbourhood else { throw ModelStateError.notFitted(model: "item-kNN") }
        return neighbourhood
    }
}
