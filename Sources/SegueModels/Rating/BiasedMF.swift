import SafeTensors
import SegueCore
import SegueData

/// Matrix factorization with biases for ratings (Koren, Bell and Volinsky, Computer 2009): r̂ = μ + b_u + b_i + p_u · q_i
/// (Eq. 4), fitted by stochastic gradient descent on squared error with L2 penalties (Eq. 5).
///
/// The paper leaves open: the learning rate, which here falls by the same factor each iteration; the initial vectors, normal
/// with a small deviation; the order, shuffled anew each iteration. An unknown user or item has bias and vector 0.
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
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount")
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.positive(learningRate, field: "learningRate")
            try ConfigurationCheck.positive(learningRateDecay, field: "learningRateDecay")
            try ConfigurationCheck.notNegative(regularization, field: "regularization")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// What was learned: μ, then for each user and item the bias in front of the vector; row 0 is the unknown one.
    fileprivate struct Fitted {
        var mean: Float
        var users: [Float]
        var items: [Float]
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var fitted: Fitted?

    /// Makes a model that has learned nothing.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// A rating.
    public var predicts: Prediction { .rating }
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
        var parts = Fitted(
            mean: mean, users: table(training.userCount, of: examples.trainedUsers, &context.generator),
            items: table(training.itemCount, of: examples.items, &context.generator))
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
        guard let fitted else { throw ModelStateError.notFitted(model: "BiasedMF") }
        func start(_ index: Int32, _ table: [Float]) -> Int {
            index > 0 && Int(index) < table.count / width ? Int(index) * width : 0
        }
        for (index, row) in rows.enumerated() {
            let user = start(examples.trainedUsers[row], fitted.users)
            let item = start(examples.items[row], fitted.items)
            var value = fitted.mean + fitted.users[user] + fitted.items[item]
            for factor in 1..<width { value += fitted.users[user + factor] * fitted.items[item + factor] }
            predictions[index] = value
        }
    }

    /// Mean and both tables.
    public func state() throws -> [String: HostTensor] {
        guard let fitted else { throw ModelStateError.notFitted(model: "BiasedMF") }
        let rows = { (table: [Float]) in HostTensor(shape: [table.count / self.width, self.width], values: table) }
        return [
            "mean": HostTensor([fitted.mean]), "users": rows(fitted.users), "items": rows(fitted.items),
        ]
    }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        let mean = try reader.floats("mean", shape: [1]).values
        let users = try reader.floats("users", shape: [nil, width])
        let items = try reader.floats("items", shape: [nil, width])
        guard users.shape[0] > 0, items.shape[0] > 0 else {
            throw ModelStateError.value(name: "users", problem: "lacks the row of the unknown user or item")
        }
        fitted = Fitted(mean: mean[0], users: users.values, items: items.values)
    }
}

extension BiasedMF.Fitted {
    /// One pass in the given order; returns the root of the mean squared error met on the way.
    mutating func learn(
        _ examples: ExampleSet, order: [Int], rate: Float, _ configuration: BiasedMF.Configuration
    ) -> Float {
        let (width, mean) = (configuration.factorCount + 1, mean)
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
