import SafeTensors
import SegueData

/// Recommends the items with most training interactions, to everybody.
///
/// The floor that every personalized model has to beat. The score of an item is its number of training interactions,
/// or of distinct training users by option; the two differ where people repeat items (music), not where each item is
/// rated once (films). Counts come from the training part alone; padding has none.
public final class Popularity: NextItemModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters of ``Popularity``.
    public struct Configuration: ModelConfiguration {
        /// Whether a user counts once for an item, however often they consumed it.
        public var countsDistinctUsers = false

        /// Counts every interaction.
        public init() {}

        /// Nothing to check: every value is possible.
        public func validate() throws {}
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var scores: FixedScores?

    /// Makes a model that has learned nothing yet.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// Number of items in the catalog; 0 before the model is fitted or loaded.
    public var itemCount: Int { scores?.values.count ?? 0 }

    /// Counts the training interactions of each item.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        let training = material.training
        var counts = [Int](repeating: 0, count: training.itemCount)
        var lastUser = [Int32](repeating: 0, count: configuration.countsDistinctUsers ? counts.count : 0)
        for user in 1..<Int32(clamping: training.userCount + 1) {
            for item in training.items(ofUser: user) {
                let column = Int(item) - 1
                guard counts.indices.contains(column) else { continue }
                if configuration.countsDistinctUsers {
                    guard lastUser[column] != user else { continue }
                    lastUser[column] = user
                }
                counts[column] += 1
            }
        }
        scores = FixedScores(values: counts.map(Float.init))
        try context.progress(FitProgress(fraction: 1, message: "counted \(counts.reduce(0, +)) interactions"))
    }

    /// Gives every row the same scores: the counts.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard let scores else { throw ModelStateError.notFitted(model: "Popularity") }
        try scores.score(queries, consume: consume)
    }

    /// `scores`: `[items]`, f32.
    public func state() throws -> [String: HostTensor] {
        guard let scores else { throw ModelStateError.notFitted(model: "Popularity") }
        return scores.state
    }

    /// Replaces the counts.
    public func load(state: [String: HostTensor]) throws {
        scores = try FixedScores(state: state)
    }
}

extension Popularity {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "popularity", "Popularity", family: .popularity, isSeeded: false, isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
