import SafeTensors
import SegueCore
import SegueData

/// Hyper-parameters of an ``ImplicitFactorization``.
public protocol ImplicitSettings: ModelConfiguration {
    /// The model's name in errors.
    static var modelName: String { get }
    /// Whether users have vectors of their own beside the sum over what they rated.
    static var hasUserVectors: Bool { get }
    /// Which ratings are learned from.
    var learnsFrom: RatingSource { get }
    /// Length of the vectors.
    var factorCount: Int { get }
    /// Passes over the ratings.
    var iterations: Int { get }
    /// Size of the first steps.
    var learningRate: Double { get }
    /// What is left of the step's size after an iteration.
    var learningRateDecay: Double { get }
    /// λ of biases.
    var biasRegularization: Double { get }
    /// λ of vectors.
    var regularization: Double { get }
    /// Standard deviation of the first vectors.
    var initialDeviation: Double { get }
}

extension ImplicitSettings {
    func checkFields() throws {
        try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 4096)
        try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
        try ConfigurationCheck.positive(learningRate, field: "learningRate")
        try ConfigurationCheck.positive(learningRateDecay, field: "learningRateDecay")
        try ConfigurationCheck.notNegative(biasRegularization, field: "biasRegularization")
        try ConfigurationCheck.notNegative(regularization, field: "regularization")
        try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
    }
}

/// r̂ = μ + b_u + b_i + q_i · (p_u + |N(u)|^−½ Σ_{j ∈ N(u)} y_j), N(u) what the user rated in train: ``SVDPlusPlus``, and
/// without p_u ``NSVD``.
///
/// Fitted by stochastic gradient descent, user by user in an order shuffled anew each iteration: with the sum over N(u) held
/// during a user's ratings, whose errors' gradients are collected and go to all of the user's y_j at once, which otherwise
/// would cost |N(u)|² steps. The penalty on y_j is that of as many steps as ratings,
/// (1 − γλ)^n. For a user without train interactions N(u) is the history; b_u, and p_u, solve the penalized least squares
/// over its ratings, items held.
public final class ImplicitFactorization<Settings: ImplicitSettings>: PointwiseModel, Fittable, @unchecked Sendable {
    /// The hyper-parameters.
    public typealias Configuration = Settings

    /// The hyper-parameters in use.
    public let configuration: Settings
    private var fitted: ImplicitFactors?

    /// Makes a model that has learned nothing.
    public init(configuration: Settings = Settings()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Ratings, of users without train interactions.
    public var reads: HistoryColumns { .ratings }

    /// Learns from the ratings.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        fitted = nil
        let table = try RatingTable(material, from: configuration.learnsFrom, model: Settings.modelName)
        var factors = ImplicitFactors(table, configuration, &context.generator)
        var order = (1..<max(1, table.users.count)).filter { !table.users[$0].isEmpty }
        var rate = Float(configuration.learningRate)
        for iteration in 1...configuration.iterations {
            context.generator.shuffle(&order)
            let error = factors.learn(table.users, order: order, rate: rate, configuration)
            guard error.isFinite else {
                throw FittingError.diverged(
                    model: Settings.modelName, iteration: iteration, remedy: "lower learningRate")
            }
            rate *= Float(configuration.learningRateDecay)
            let part = Double(iteration) / Double(configuration.iterations)
            try context.progress(FitProgress(fraction: part, message: "iteration \(iteration), RMSE in train \(error)"))
        }
        factors.joinSums(table.users)
        fitted = factors
    }

    /// The rating.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let (fitted, configuration) = (try learned(), configuration)
        fitted.factors.predict(examples, rows: rows, into: predictions) { history in
            fitted.foldIn(history, configuration)
        }
    }

    /// Mean, both tables, the users' with the sums in their vectors, and the items' y.
    public func state() throws -> [String: HostTensor] {
        let fitted = try learned()
        let count = configuration.factorCount
        return fitted.factors.state.merging([
            "implicit": HostTensor(shape: [fitted.implicit.count / count, count], values: fitted.implicit)
        ]) { $1 }
    }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        let factors = try BiasedFactors(reader, width: configuration.factorCount + 1)
        let items = factors.rows(factors.items)
        let implicit = try reader.floats("implicit", shape: [items, configuration.factorCount]).values
        fitted = ImplicitFactors(factors: factors, implicit: implicit)
    }

    private func learned() throws -> ImplicitFactors {
        guard let fitted else { throw ModelStateError.notFitted(model: Settings.modelName) }
        return fitted
    }
}
