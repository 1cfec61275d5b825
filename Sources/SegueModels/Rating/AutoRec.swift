import SafeTensors
import SegueCore
import SegueData
import Torch
import TorchNN

/// I-AutoRec (Sedhain et al., WWW 2015): an autoencoder of the ratings of an item. r̂ = W · g(V r + a) + b, r an item's ratings
/// by all users, 0 where there is none, g the logistic function (Eq. 1).
///
/// Learned is Σ_i ‖r_i − r̂_i‖² over the ratings there are + λ∕2 (‖W‖² + ‖V‖²) (Eq. 2). The paper takes resilient
/// propagation; here it is Adam on batches of items, each with its share of the penalty. Ratings go in as they are. The first
/// weights, which the paper does not tell, are uniform by Glorot's rule; a is 0 and b the mean rating.
///
/// After the fit an item is its code g(V r + a), and a user a row of W and b: the regression of their ratings on the codes. A
/// user without train interactions therefore gets the mean row, moved by the ridge regression with that λ on what it leaves
/// of the history's ratings. The paper predicts 3 for them.
///
/// The same number of threads gives the same bits, as with all that libtorch multiplies.
public final class AutoRec: PointwiseModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Which ratings are learned from.
        public var learnsFrom = RatingSource.allTrainInteractions
        /// Length of a code.
        public var hiddenSize = 500
        /// Passes over the items.
        public var iterations = 30
        /// Items of a batch.
        public var itemsPerBatch = 128
        /// Size of the first steps.
        public var learningRate = 0.001
        /// What is left of the step's size after an iteration.
        public var learningRateDecay = 0.95
        /// λ.
        public var regularization = 250.0

        /// The paper's size.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize", atMost: 4096)
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.atLeast(1, itemsPerBatch, field: "itemsPerBatch")
            try ConfigurationCheck.positive(learningRate, field: "learningRate")
            try ConfigurationCheck.positive(learningRateDecay, field: "learningRateDecay")
            try ConfigurationCheck.notNegative(regularization, field: "regularization")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// Users with rows of W, items with codes.
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
    /// Yes: its network is gone when it is fitted.
    public var usesTorch: Bool { true }

    /// Learns to give the ratings of items back.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        fitted = nil
        let table = try RatingTable(material, from: configuration.learnsFrom, model: "AutoRec")
        let network = try ItemAutoencoder(
            userCount: table.users.count - 1, hiddenSize: configuration.hiddenSize, mean: table.mean,
            generator: Generator(seed: context.generator.next()))
        let optimizer = Adam(network.parameters, learningRate: configuration.learningRate)
        var order = (1..<table.items.count).filter { !table.items[$0].isEmpty }
        for iteration in 1...configuration.iterations {
            context.generator.shuffle(&order)
            var squares = 0.0
            for start in stride(from: 0, to: order.count, by: configuration.itemsPerBatch) {
                let items = order[start..<min(start + configuration.itemsPerBatch, order.count)]
                let penalty = configuration.regularization * Double(items.count) / Double(order.count)
                squares += try withTorchErrors {
                    let (error, loss) = network.loss(table.items, Array(items), regularization: penalty)
                    network.zeroGradients()
                    loss.backward()
                    optimizer.step()
                    return try error.scalar()
                }
            }
            guard squares.isFinite else {
                throw FittingError.diverged(model: "AutoRec", iteration: iteration, remedy: "lower learningRate")
            }
            optimizer.learningRate *= configuration.learningRateDecay
            let error = (squares / Double(table.count)).squareRoot()
            try context.progress(
                FitProgress(
                    fraction: Double(iteration) / Double(configuration.iterations),
                    message: "iteration \(iteration), RMSE in train \(Float(error))"))
        }
        fitted = try withTorchErrors { try network.factors(of: table) }
    }

    /// b_u + W_u · code.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let (fitted, penalty) = (try learned(), configuration.regularization / 2)
        let mean = Array(fitted.users[1..<fitted.width])
        fitted.predict(examples, rows: rows, into: predictions) { history in
            fitted.foldIn(history, offset: mean) { _ in (0, penalty) }
        }
    }

    /// Users' rows of W and b, row 0 their mean, and items' codes.
    public func state() throws -> [String: HostTensor] { try learned().state }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        fitted = try BiasedFactors(StateReader(state: state), width: configuration.hiddenSize + 1)
    }

    private func learned() throws -> BiasedFactors {
        guard let fitted else { throw ModelStateError.notFitted(model: "AutoRec") }
        return fitted
    }
}

extension AutoRec {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "autorec", "I-AutoRec", family: .autoencoder, source: "Sedhain et al. 2015", isTrained: false,
            tasks: [.rating],
            texts: ImplicitTexts.all.merging([
                "hiddenSize": "Length of an item's code.", "iterations": "Passes over the items.",
                "itemsPerBatch": "Items of a batch.", "regularization": "λ of both weights.",
            ]) { $1 }
        ) { (configuration: Configuration, _, _) in try AutoRec(configuration: configuration) }
    }
}

extension ModelFamily {
    /// Networks that give back what they are given.
    public static let autoencoder = ModelFamily(rawValue: "autoencoder")
}
