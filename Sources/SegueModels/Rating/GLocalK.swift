import SafeTensors
import SegueCore
import SegueData
import Torch
import TorchNN

/// GLocal-K (Han, Lim, Long, Burgstaller and Poon, CIKM 2021): an auto-encoder of the items' rows of ratings, whose weights
/// fade with distance (the local kernels), reads the matrix once more through a convolution that its own first answer makes
/// (the global kernel).
///
/// 1. Pre-training: three kernelized layers, users → hidden → hidden → users (Eq. 1–3), logistic behind the first two;
///    half the squared error of the rated cells, with penalties of weights and kernels.
/// 2. Fine-tuning goes on with the same weights: the row means p of all predictions make a kernel of 3 × 3 out of one per
///    item (Eq. 4–5), the matrix convolved with it and rectified goes through the network again (Eq. 6).
///
/// The convolution mixes rows and columns that are neighbors: both stand in ascending order of their ids, as in the authors'
/// program. So do the sums in place of means, halves in the penalties, and L-BFGS that forgets its curvature at the start of
/// each round. What begins each is a step of length 1, as in SciPy. Different here: biases start at zero; the round is chosen by its error on ratings taken from the train part,
/// where the published numbers are the best test rounds.
///
/// Users without ratings in train, and unknown ones, are predicted as the average user; unknown items as the average item.
/// An item of the data without ratings in train is a row of zeros to the network. A cell rated twice holds the later rating.
public final class GLocalK: PointwiseModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters; the defaults are the paper's for MovieLens 1M.
    public struct Configuration: ModelConfiguration {
        /// Width of the two hidden layers.
        public var hiddenSize = 500
        /// Length of the vectors whose distance fades the weights.
        public var kernelSize = 5
        /// λ₂, of the squared weights.
        public var weightPenalty = 70.0
        /// λₛ, of the squared kernels.
        public var kernelPenalty = 0.018
        /// Rounds of pre-training.
        public var pretrainingRounds = 20
        /// Iterations of L-BFGS in such a round.
        public var pretrainingIterations = 50
        /// Rounds of fine-tuning.
        public var fineTuningRounds = 30
        /// Iterations of L-BFGS in such a round.
        public var fineTuningIterations = 10
        /// Factor of the global kernel.
        public var globalKernelScale = 0.5
        /// Share of the train ratings that choose the round; 0 for the last round.
        public var validationShare = 0.05

        /// The paper's values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
            try ConfigurationCheck.atLeast(1, kernelSize, field: "kernelSize")
            try ConfigurationCheck.notNegative(weightPenalty, field: "weightPenalty")
            try ConfigurationCheck.notNegative(kernelPenalty, field: "kernelPenalty")
            try ConfigurationCheck.atLeast(0, pretrainingRounds, field: "pretrainingRounds")
            try ConfigurationCheck.atLeast(1, pretrainingIterations, field: "pretrainingIterations")
            try ConfigurationCheck.atLeast(0, fineTuningRounds, field: "fineTuningRounds")
            try ConfigurationCheck.atLeast(1, fineTuningIterations, field: "fineTuningIterations")
            try ConfigurationCheck.notNegative(globalKernelScale, field: "globalKernelScale")
            try ConfigurationCheck.share(validationShare, field: "validationShare")
            guard pretrainingRounds + fineTuningRounds > 0 else {
                throw ConfigurationError(
                    field: "fineTuningRounds", problem: "and pretrainingRounds must not both be 0")
            }
        }
    }

    /// What was learned, as rows: of an item what is behind the second layer, of a user the last layer's weights and behind
    /// them its bias. Row 0 is the average one.
    private struct Fitted {
        var items: [Float]
        var users: [Float]
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
    /// No.
    public var readsHistory: Bool { false }
    /// Yes: its network is gone when it is fitted.
    public var usesTorch: Bool { true }
    private var width: Int { configuration.hiddenSize }

    /// Learns from the labels of the examples.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        guard let examples = material.examples, examples.count > 0 else {
            throw FittingError.noInteractions(model: "GLocal-K")
        }
        fitted = nil
        let order = MatrixOrder(material.training.log)
        var rows = Array(0..<examples.count)
        context.generator.shuffle(&rows)
        let held = Int(configuration.validationShare * Double(examples.count))
        let validation = order.ratings(examples, rows: Array(rows[..<held]))
        let training = order.ratings(examples, rows: Array(rows[held...]))
        let generator = try Generator(seed: context.generator.next())
        let network = try withTorchErrors {
            GLocalKNetwork(
                configuration: configuration, itemCount: order.items.count, userCount: order.users.count,
                generator: generator)
        }
        let best = try learn(network, training, validation, generator, context)
        fitted = Fitted(
            items: order.rows(of: best.items, width: width, order.items, met: nil),
            users: order.rows(of: best.users, width: width + 1, order.users, met: Set(examples.trainedUsers)))
    }

    /// All rounds of both stages; returns the factors of the best round of the last stage.
    private func learn(
        _ network: GLocalKNetwork, _ training: RatingMatrix, _ validation: RatingMatrix, _ generator: Generator,
        _ context: FitContext
    ) throws -> Best {
        let stages = [
            (configuration.pretrainingRounds, configuration.pretrainingIterations, "pre-training"),
            (configuration.fineTuningRounds, configuration.fineTuningIterations, "fine-tuning"),
        ]
        let work = Double(stages.reduce(0) { $0 + $1.0 * $1.1 })
        let memory = FitMemory(network, nil, generator)
        let saved = try context.checkpoints?.restored()
        let roundsBehind = try memory.restore(saved)
        var (roundsDone, done, best) = (0, 0.0, try saved.map(Best.init) ?? Best())
        for (stage, (rounds, iterations, name)) in stages.enumerated() where rounds > 0 {
            guard roundsDone + rounds > roundsBehind else {
                roundsDone += rounds
                done += Double(rounds * iterations)
                continue
            }
            let neighborhoods = stage == 0 ? nil : try training.neighborhoods()
            if roundsDone >= roundsBehind { best = Best() }
            for round in 1...rounds {
                roundsDone += 1
                guard roundsDone > roundsBehind else {
                    done += Double(iterations)
                    continue
                }
                var options = LBFGS.Options()
                options.maximumIterations = iterations
                options.maximumEvaluations = iterations * 20
                options.firstStep = .euclidean
                let optimizer = LBFGS(network.parameters, options: options)
                try optimizer.step { network.loss(training, neighborhoods: neighborhoods) }
                let (output, errors) = try withTorchErrors {
                    try withoutGradients {
                        let output = network(training, neighborhoods: neighborhoods)
                        return (output, try [training, validation].map { try output.error(on: $0) })
                    }
                }
                guard errors[0].isFinite else {
                    throw FittingError.diverged(
                        model: "GLocal-K", iteration: round, remedy: "raise weightPenalty")
                }
                if validation.cells.count == 0 || errors[1] < best.error {
                    let users = Tensor.concatenated([output.users, output.bias.unsqueezed(1)], dimension: 1)
                    best.error = errors[1]
                    best.items = try output.items.array()
                    best.users = try users.detached().array()
                }
                done += Double(iterations)
                try context.checkpoints?.keep {
                    try memory.state(iterationsDone: roundsDone).merging(best.state) { _, new in new }
                }
                try context.progress(
                    FitProgress(
                        fraction: done / work,
                        message: "\(name), round \(round) of \(rounds), RMSE \(errors[0]) in train, \(errors[1]) beside"
                    ))
            }
        }
        return best
    }

    /// The item's row times the user's, and the user's bias.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard let fitted else { throw ModelStateError.notFitted(model: "GLocal-K") }
        func start(_ index: Int32, _ table: [Float], _ width: Int) -> Int {
            index > 0 && Int(index) < table.count / width ? Int(index) * width : 0
        }
        for (index, row) in rows.enumerated() {
            let user = start(examples.trainedUsers[row], fitted.users, width + 1)
            let item = start(examples.items[row], fitted.items, width)
            var value = fitted.users[user + width]
            for unit in 0..<width { value += fitted.users[user + unit] * fitted.items[item + unit] }
            predictions[index] = value
        }
    }

    /// Both tables.
    public func state() throws -> [String: HostTensor] {
        guard let fitted else { throw ModelStateError.notFitted(model: "GLocal-K") }
        return [
            "items": HostTensor(shape: [fitted.items.count / width, width], values: fitted.items),
            "users": HostTensor(shape: [fitted.users.count / (width + 1), width + 1], values: fitted.users),
        ]
    }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        let items = try reader.floats("items", shape: [nil, width])
        let users = try reader.floats("users", shape: [nil, width + 1])
        guard users.shape[0] > 0, items.shape[0] > 0 else {
            throw ModelStateError.value(name: "users", problem: "lacks the row of the unknown user or item")
        }
        fitted = Fitted(items: items.values, users: users.values)
    }
}

/// The factors of the best round so far.
private struct Best {
    var error = Double.infinity
    var items: [Float] = []
    var users: [Float] = []

    init() {}

    /// What ``init(_:)`` takes.
    var state: [String: HostTensor] {
        ["best/error": HostTensor([error]), "best/items": HostTensor(items), "best/users": HostTensor(users)]
    }

    init(_ state: [String: HostTensor]) throws {
        func kept(_ name: String) throws -> HostTensor {
            guard let tensor = state["best/\(name)"] else { throw ModelStateError.missing(name: "best/\(name)") }
            return tensor
        }
        error = try kept("error").array(of: Double.self).first ?? .infinity
        items = try kept("items").array(of: Float.self)
        users = try kept("users").array(of: Float.self)
    }
}

extension GLocalKNetwork.Output {
    /// The root of the mean squared error, predictions kept within the scale of the ratings; NaN of no rating.
    fileprivate func error(on ratings: RatingMatrix) throws -> Double {
        let values: [Float] = try ratings.values.array()
        guard let least = values.min(), let most = values.max() else { return .nan }
        let predicted: [Float] = try
            (ratings.cells.sample(items, users) + bias.indexSelect(0, ratings.cells.columnIndices)).array()
        let squares = zip(values, predicted).reduce(0.0) { sum, pair in
            guard pair.1.isFinite else { return .nan }
            let error = Double(pair.0 - min(max(pair.1, least), most))
            return sum + error * error
        }
        return (squares / Double(values.count)).squareRoot()
    }
}

extension GLocalK {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "glocal-k", "GLocal-K", family: .matrixCompletion, source: "Han et al. 2021", isTrained: false,
            tasks: [.rating],
            texts: [
                "kernelSize": "Length of the vectors whose distance fades the weights.",
                "weightPenalty": "λ₂, of the squared weights; 20 for MovieLens 100K.",
                "kernelPenalty": "λₛ, of the squared kernels; 0.006 for MovieLens 100K.",
                "pretrainingRounds": "Rounds without the global kernel.",
                "pretrainingIterations": "Iterations of L-BFGS in such a round.",
                "fineTuningRounds": "Rounds with the global kernel.",
                "fineTuningIterations": "Iterations of L-BFGS in such a round.",
                "globalKernelScale": "Factor of the global kernel; 1 for MovieLens 100K.",
                "validationShare": "Share of the train ratings that choose the round; 0 for the last round.",
            ]
        ) { (configuration: Configuration, _, _) in try GLocalK(configuration: configuration) }
    }
}

extension ModelFamily {
    /// Networks that fill in a matrix of ratings.
    public static let matrixCompletion = ModelFamily(rawValue: "matrix-completion")
}
