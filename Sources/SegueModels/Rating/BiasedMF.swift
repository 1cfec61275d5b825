import SafeTensors
import SegueCore
import SegueData

/// Matrix factorization with biases for ratings (Koren, Bell and Volinsky, Computer 2009): r̂ = μ + b_u + b_i + p_u · q_i
/// (Eq. 4), fitted by stochastic gradient descent on squared error with L2 penalties (Eq. 5).
///
/// The paper leaves open: the learning rate, which here falls by the same factor each iteration; the initial vectors, normal
/// with a small deviation; the order, shuffled anew each iteration. An unknown item has bias and vector 0, and so has a user
/// without train interactions or history; those of a user with a history solve Eq. 5 over its ratings, items held.
public final class BiasedMF: PointwiseModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Length of the vectors.
        public var factorCount = 64
        /// Passes over the ratings.
        public var iterations = 40
        /// Size of the first steps.
        public var learningRate = 0.015
        /// What is left of the step's size after an iteration.
        public var learningRateDecay = 0.95
        /// λ of vectors and biases.
        public var regularization = 0.05
        /// Standard deviation of the first vectors.
        public var initialDeviation = 0.1

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 4096)
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.positive(learningRate, field: "learningRate")
            try ConfigurationCheck.positive(learningRateDecay, field: "learningRateDecay")
            try ConfigurationCheck.notNegative(regularization, field: "regularization")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var fitted: BiasedFactors?

    /// Makes a model that has learned nothing.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Ratings, of users without train interactions.
    public var reads: HistoryColumns { .ratings }
    private var width: Int { configuration.factorCount + 1 }

    /// Learns from the labels of the examples.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        guard let examples = material.examples, examples.count > 0 else {
            throw FittingError.noInteractions(model: "BiasedMF")
        }
        fitted = nil
        let mean = Float(examples.labels.reduce(0) { $0 + Double($1) } / Double(examples.count))
        /// Vectors at random, biases 0; all 0 for users and items of no example.
        func table(_ rows: Int, of indices: [Int32], _ generator: inout SeededGenerator) -> [Float] {
            var isMet = [Bool](repeating: false, count: rows + 1)
            for index in indices { isMet[Int(index)] = true }
            return (0..<(rows + 1) * width).map { position in
                guard position >= width, position % width > 0 else { return 0 }
                let value = Float(configuration.initialDeviation * generator.normal())
                return isMet[position / width] ? value : 0
            }
        }
        let training = material.training
        var parts = BiasedFactors(
            mean: mean, users: table(training.userCount, of: examples.trainedUsers, &context.generator),
            items: table(training.itemCount, of: examples.items, &context.generator), width: width)
        var order = Array(0..<examples.count)
        var rate = Float(configuration.learningRate)
        for iteration in 1...configuration.iterations {
            context.generator.shuffle(&order)
            let error = parts.learn(examples, order: order, rate: rate, configuration)
            guard error.isFinite else {
                throw FittingError.diverged(model: "BiasedMF", iteration: iteration, remedy: "lower learningRate")
            }
            rate *= Float(configuration.learningRateDecay)
            let part = Double(iteration) / Double(configuration.iterations)
            try context.progress(FitProgress(fraction: part, message: "iteration \(iteration), RMSE in train \(error)"))
        }
        fitted = parts
    }

    /// μ + b_u + b_i + p_u · q_i.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let (fitted, penalty) = (try learned(), configuration.regularization)
        fitted.predict(examples, rows: rows, into: predictions) { history in
            fitted.foldIn(history) { (penalty * $0, penalty * $0) }
        }
    }

    /// Mean and both tables.
    public func state() throws -> [String: HostTensor] { try learned().state }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        fitted = try BiasedFactors(StateReader(state: state), width: width)
    }

    private func learned() throws -> BiasedFactors {
        guard let fitted else { throw ModelStateError.notFitted(model: "BiasedMF") }
        return fitted
    }
}

extension BiasedFactors {
    /// One pass in the given order; returns the root of the mean squared error met on the way.
    mutating func learn(
        _ examples: ExampleSet, order: [Int], rate: Float, _ configuration: BiasedMF.Configuration
    ) -> Float {
        let (width, mean) = (width, mean)
        let penalty = Float(configuration.regularization)
        var squares = 0.0
        users.withUnsafeMutableBufferPointer { users in
            items.withUnsafeMutableBufferPointer { items in
                for row in order {
                    let (u, i) = (Int(examples.trainedUsers[row]) * width, Int(examples.items[row]) * width)
                    var value = mean + users[u] + items[i]
                    for factor in 1..<width { value += users[u + factor] * items[i + factor] }
                    let error = examples.labels[row] - value
                    squares += Double(error * error)
                    users[u] += rate * (error - penalty * users[u])
                    items[i] += rate * (error - penalty * items[i])
                    for factor in 1..<width {
                        let (p, q) = (users[u + factor], items[i + factor])
                        users[u + factor] += rate * (error * q - penalty * p)
                        items[i + factor] += rate * (error * p - penalty * q)
                    }
                }
            }
        }
        return Float((squares / Double(max(1, order.count))).squareRoot())
    }
}

extension BiasedMF {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "biased-mf", "Biased matrix factorization", family: .factorization, source: "Koren et al. 2009",
            isTrained: false, tasks: [.rating],
            texts: [
                "learningRateDecay": "What is left of the step's size after an iteration.",
                "regularization": "λ of vectors and biases.",
            ]
        ) { (configuration: Configuration, _, _) in try BiasedMF(configuration: configuration) }
    }
}
