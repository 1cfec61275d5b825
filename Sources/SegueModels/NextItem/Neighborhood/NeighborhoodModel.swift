import SafeTensors
import SegueData
import Torch

/// Hyper-parameters of a model of item neighbors.
public protocol NeighborhoodConfiguration: ModelConfiguration {
    /// Finds the neighbors of every item.
    func neighborhood(
        of training: TrainingSequences, threadCount: Int, progress: (FitProgress) throws -> Void
    ) throws -> ItemNeighborhood
    /// Whether items without similarity to the history are ranked by popularity, below all others.
    var ranksUnrelatedByPopularity: Bool { get }
    /// How much the items of a history count.
    var decay: HistoryDecay { get }
    /// Whether a score is divided by the candidate's similarity to all items that list it as a neighbor.
    var isDividedByNeighborhood: Bool { get }
}

/// Hyper-parameters of a model of items that the same users have.
public protocol SharedUserConfiguration: NeighborhoodConfiguration {
    /// k: neighbors kept for each item.
    var neighborCount: Int { get }
    /// How alike two items are.
    var similarity: ItemSimilarity { get }
}

extension SharedUserConfiguration {
    /// Counts shared users and keeps the nearest neighbors of every item.
    public func neighborhood(
        of training: TrainingSequences, threadCount: Int, progress: (FitProgress) throws -> Void
    ) throws -> ItemNeighborhood {
        try ItemNeighborhood(
            training, neighborCount: neighborCount, similarity: similarity, threadCount: threadCount,
            progress: progress)
    }
}

/// Item-based nearest neighbors: ``ItemKNN``, with a decay ``DecayedItemKNN``, and ``SequentialRules``.
public final class NeighborhoodModel<Settings: NeighborhoodConfiguration>: NextItemModel, Fittable, @unchecked Sendable
{
    /// The hyper-parameters.
    public typealias Configuration = Settings

    /// The hyper-parameters in use.
    public let configuration: Settings
    /// Threads used by `fit`; the result does not depend on it.
    public var threadCount = TorchRuntime.threadCount
    private var neighborhood: ItemNeighborhood?

    /// Makes a model that has learned nothing yet.
    public init(configuration: Settings = Settings()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// Number of items in the catalog; 0 before the model is fitted or loaded.
    public var itemCount: Int { neighborhood?.itemCount ?? 0 }

    /// The kept neighbors of `item`, most similar first; none for an unknown item.
    public func neighbors(of item: Int32) -> [ItemNeighbor] {
        neighborhood?.neighbors(of: item) ?? []
    }

    /// Finds the neighbors of every item.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        neighborhood = try configuration.neighborhood(
            of: material.training, threadCount: threadCount, progress: context.progress)
    }

    /// Adds up the neighbor lists of the history, item by item.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        let neighborhood = try fitted()
        let scorer = NeighborhoodScorer(
            neighborhood: neighborhood, decay: configuration.decay,
            fallback: configuration.ranksUnrelatedByPopularity ? neighborhood.fallbackScores : nil,
            divisor: configuration.isDividedByNeighborhood ? neighborhood.similarityMass : nil)
        try scorer.score(queries, consume: consume)
    }

    /// `offsets` `[items + 1]` i64, `neighbors` and `similarities` `[entries]` i32 and f32, `support` `[items]` i32.
    public func state() throws -> [String: HostTensor] { try fitted().state }

    /// Replaces the neighbor lists.
    public func load(state: [String: HostTensor]) throws { neighborhood = try ItemNeighborhood(state: state) }

    func fitted() throws -> ItemNeighborhood {
        guard let neighborhood else { throw ModelStateError.notFitted(model: "item-kNN") }
        return neighborhood
    }
}
