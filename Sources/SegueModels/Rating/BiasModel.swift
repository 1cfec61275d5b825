import SafeTensors
import SegueData

/// Which deviations from the mean a ``BiasModel`` has, and how they are found.
public struct BiasRule: Sendable, Equatable {
    /// Pulls the deviations of items towards 0, as so many ratings equal to the mean would; nil: items have none.
    public var itemShrinkage: Double?
    /// The same for users.
    public var userShrinkage: Double?
    /// Rounds, each of items, then users.
    public var iterations: Int
    /// Which ratings are learned from.
    public var source: RatingSource

    /// Collects the parts.
    public init(itemShrinkage: Double?, userShrinkage: Double?, iterations: Int, source: RatingSource) {
        self.itemShrinkage = itemShrinkage
        self.userShrinkage = userShrinkage
        self.iterations = iterations
        self.source = source
    }
}

/// Hyper-parameters of a ``BiasModel``.
public protocol BiasSettings: ModelConfiguration {
    /// The model's name in errors.
    static var modelName: String { get }
    /// What the model has.
    var rule: BiasRule { get }
}

/// r̂ = μ + b_u + b_i, or less of it: ``ConstantRating``, ``ItemMean``, ``UserMean`` and ``Biases``.
///
/// In turn b_i = Σ (r − μ − b_u) ∕ (n_i + λ_i) over the ratings of each item and b_u = Σ (r − μ − b_i) ∕ (n_u + λ_u) over
/// those of each user. A user without train interactions gets the latter over the history's ratings.
public final class BiasModel<Settings: BiasSettings>: PointwiseModel, Fittable, @unchecked Sendable {
    /// The hyper-parameters.
    public typealias Configuration = Settings

    /// The hyper-parameters in use.
    public let configuration: Settings
    private var fitted: FittedBiases?

    /// Makes a model that has learned nothing.
    public init(configuration: Settings = Settings()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Where users deviate: one without train interactions does by the history.
    public var readsHistory: Bool { configuration.rule.userShrinkage != nil }
    /// Ratings, where users have a deviation.
    public var reads: HistoryColumns { configuration.rule.userShrinkage == nil ? [] : .ratings }

    /// Computes mean and deviations.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        fitted = nil
        let rule = configuration.rule
        let table = try RatingTable(material, from: rule.source, model: Settings.modelName)
        fitted = FittedBiases(table, rule)
        try context.progress(FitProgress(fraction: 1, message: "deviations over \(table.count) ratings"))
    }

    /// μ + b_u + b_i.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let fitted = try learned()
        let shrinkage = configuration.rule.userShrinkage
        var users = UserLookup(
            examples, itemCount: fitted.items.count - 1,
            learned: { $0 < fitted.users.count ? fitted.users[$0] : nil },
            fold: { history in shrinkage.map { fitted.userBias(of: history, shrinkage: $0) } ?? 0 })
        for (index, row) in rows.enumerated() {
            let item = Int(examples.items[row])
            predictions[index] = fitted.mean + users(row) + fitted.items[fitted.items.indices.contains(item) ? item : 0]
        }
    }

    /// `mean`, `users` and `items`, whose entry 0 is that of unknown ones.
    public func state() throws -> [String: HostTensor] { try learned().state }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws { fitted = try FittedBiases(StateReader(state: state)) }

    private func learned() throws -> FittedBiases {
        guard let fitted else { throw ModelStateError.notFitted(model: Settings.modelName) }
        return fitted
    }
}
