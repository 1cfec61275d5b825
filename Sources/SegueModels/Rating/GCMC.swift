import SafeTensors
import SegueCore
import SegueData
import Torch
import TorchNN

/// Graph convolutional matrix completion (van den Berg, Kipf and Welling, 2017): users and items are nodes, ratings edges of
/// one kind per level; a graph convolution makes a vector of each node, and a bilinear decoder makes the probabilities of
/// the levels, whose expectation is the prediction.
///
/// 1. Encoder (Eq. 1–2): h = ReLU of the messages over all levels, summed or side by side, a message being the sender's row
///    of the level's table over √(degrees of both) or over the receiver's degree. Summed levels share weights in order: W of
///    a level is the sum of the T up to it (Eq. 8). z = h W, without ReLU, as in the authors' program.
/// 2. Decoder (Eq. 4, 9): logit of level r = Σ a_br · z_u P_b z_i; softmax; ŷ = Σ r p_r (Eq. 5).
/// 3. Loss (Eq. 6): mean cross-entropy of all edges, which are messages too; all of them in each step. In each step nodes
///    are dropped with all that they send, and hidden units.
///
/// The levels are the distinct ratings of the train part. As in the authors' program the number of steps is fixed and nothing
/// is selected, and an average of all weights decays by a constant; `weights` says which of the two predicts. Side features
/// are not read. A user or item without ratings in train, or unknown, receives no message: h = 0, all levels are equally
/// probable, and the prediction is their mean.
public final class GCMC: PointwiseModel, Fittable, @unchecked Sendable {
    /// How the messages of the levels come together.
    public enum Accumulation: String, Codable, Sendable, CaseIterable {
        /// They are summed, and the levels share weights in order.
        case sum
        /// They stand side by side, each level with its own weights of a part of the width.
        case stack
    }

    /// What messages are divided by.
    public enum Normalization: String, Codable, Sendable, CaseIterable {
        /// The root of the product of both nodes' degrees.
        case symmetric
        /// The receiver's degree.
        case left
    }

    /// Which weights predict.
    public enum Weights: String, Codable, Sendable, CaseIterable {
        /// Those after the last step.
        case last
        /// The average over the steps.
        case average
    }

    /// Hyper-parameters; the defaults are the paper's for MovieLens 1M.
    public struct Configuration: ModelConfiguration {
        /// How the messages of the levels come together.
        public var accumulation = Accumulation.sum
        /// What messages are divided by.
        public var normalization = Normalization.symmetric
        /// Width of h.
        public var hiddenSize = 500
        /// Width of z.
        public var outputSize = 75
        /// Number of matrices P.
        public var basisCount = 2
        /// Probability of dropping a node, and a hidden unit.
        public var dropoutRate = 0.7
        /// Step size of Adam.
        public var learningRate = 0.01
        /// Steps, each with all ratings.
        public var iterations = 3500
        /// What is left of the average of the weights after a step.
        public var averageDecay = 0.995
        /// Which weights predict.
        public var weights = Weights.average

        /// The paper's values.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
            try ConfigurationCheck.atLeast(1, outputSize, field: "outputSize")
            try ConfigurationCheck.atLeast(1, basisCount, field: "basisCount")
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            try ConfigurationCheck.positive(learningRate, field: "learningRate")
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.share(averageDecay, field: "averageDecay")
        }
    }

    private static let mostLevels = 100

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

    /// Learns from the labels of the examples.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        guard let examples = material.examples, examples.count > 0 else {
            throw FittingError.noInteractions(model: "GC-MC")
        }
        fitted = nil
        let levels = Set(examples.labels).sorted()
        guard levels.count <= Self.mostLevels else {
            throw FittingError.unsuitable(
                model: "GC-MC",
                problem: "the ratings have \(levels.count) levels, at most \(Self.mostLevels) are possible",
                remedy: "round them")
        }
        let (userCount, itemCount) = (material.training.userCount, material.training.itemCount)
        let numbers = Dictionary(zip(levels, levels.indices)) { first, _ in first }
        let known = (0..<examples.count).filter { examples.trainedUsers[$0] > 0 && examples.items[$0] > 0 }
        let graph = RatingGraph(
            users: known.map { examples.trainedUsers[$0] - 1 }, items: known.map { examples.items[$0] - 1 },
            levels: known.map { Int32(truncatingIfNeeded: numbers[examples.labels[$0]] ?? 0) },
            counts: (userCount, itemCount, levels.count), configuration)
        let generator = try Generator(seed: context.generator.next())
        let network = try withTorchErrors {
            GraphAutoEncoder(
                configuration: configuration, nodeCount: userCount + itemCount, levelCount: levels.count,
                generator: generator)
        }
        try learn(network, graph, generator, context)
        fitted = try withTorchErrors { try withoutGradients { try Fitted(network, graph, levels: levels) } }
    }

    /// All steps; leaves the weights that predict in the network.
    private func learn(
        _ network: GraphAutoEncoder, _ graph: RatingGraph, _ generator: Generator, _ context: FitContext
    ) throws {
        let optimizer = Adam(network.parameters, learningRate: configuration.learningRate)
        let averages = configuration.weights == .last ? [] : network.parameters.map { $0.value.detached() * 1 }
        let memory = FitMemory(
            network, optimizer, generator,
            others: Dictionary(uniqueKeysWithValues: averages.enumerated().map { ("average.\($0)", $1) }))
        let done = try memory.restore(context.checkpoints?.restored())
        for iteration in (done + 1)..<(configuration.iterations + 1) {
            let loss = try withTorchErrors {
                network.zeroGradients()
                let loss = network.loss(graph, generator: generator)
                loss.backward()
                optimizer.step()
                withoutGradients {
                    for (average, parameter) in zip(averages, network.parameters) {
                        average.interpolate(to: parameter.value, weight: 1 - configuration.averageDecay)
                    }
                }
                return try loss.scalar()
            }
            guard loss.isFinite else {
                throw FittingError.diverged(model: "GC-MC", iteration: iteration, remedy: "lower learningRate")
            }
            try context.checkpoints?.keep { try memory.state(iterationsDone: iteration) }
            let part = Double(iteration) / Double(configuration.iterations)
            try context.progress(
                FitProgress(fraction: part, message: "iteration \(iteration), cross-entropy in train \(loss)"))
        }
        for (average, parameter) in zip(averages, network.parameters) { try parameter.assign(average, name: "average") }
    }

    /// The expected rating.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard let fitted else { throw ModelStateError.notFitted(model: "GC-MC") }
        var logits = [Double](repeating: 0, count: fitted.levels.count)
        for (index, row) in rows.enumerated() {
            predictions[index] = fitted.rating(examples.trainedUsers[row], examples.items[row], &logits)
        }
    }

    /// What predictions are made of: z of the items, z · P of the users, a, and the levels.
    public func state() throws -> [String: HostTensor] {
        guard let fitted else { throw ModelStateError.notFitted(model: "GC-MC") }
        let (bases, output) = (configuration.basisCount, configuration.outputSize)
        return [
            "users": HostTensor(
                shape: [fitted.users.count / (bases * output), bases, output], values: fitted.users),
            "items": HostTensor(shape: [fitted.items.count / output, output], values: fitted.items),
            "mixing": HostTensor(shape: [bases, fitted.levels.count], values: fitted.mixing),
            "levels": HostTensor(fitted.levels),
        ]
    }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        let (bases, output) = (configuration.basisCount, configuration.outputSize)
        let levels = try reader.floats("levels", shape: [nil])
        let users = try reader.floats("users", shape: [nil, bases, output])
        let items = try reader.floats("items", shape: [nil, output])
        let mixing = try reader.floats("mixing", shape: [bases, levels.shape[0]])
        guard users.shape[0] > 0, items.shape[0] > 0, levels.shape[0] > 0 else {
            throw ModelStateError.value(name: "users", problem: "lacks the row of the unknown user or item, or a level")
        }
        fitted = Fitted(
            users: users.values, items: items.values, mixing: mixing.values, levels: levels.values, outputSize: output)
    }
}

extension GCMC {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "gc-mc", "GC-MC", family: .matrixCompletion, source: "van den Berg et al. 2017", isTrained: false,
            tasks: [.rating],
            texts: [
                "dropoutRate": "Probability that a node sends nothing, and that a unit is dropped.",
                "accumulation":
                    "How the messages of the levels come together: `sum`, with weights shared in order, or `stack`.",
                "normalization": "What messages are divided by: the root of both degrees, or `left`, the receiver's.",
                "outputSize": "Width of z.", "basisCount": "Number of matrices P.",
                "averageDecay": "What is left of the average of the weights after a step.",
                "weights": "Which weights predict: the `average`, or those after the `last` step.",
            ]
        ) { (configuration: Configuration, _, _) in try GCMC(configuration: configuration) }
    }
}
