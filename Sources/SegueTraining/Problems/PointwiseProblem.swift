import SegueCore
import SegueData
import SegueModels
import Torch
import TorchNN

/// A network that learns to predict the labels of examples, in a new random order each epoch.
public final class PointwiseProblem: TrainingProblem {
    /// A position in an epoch's order.
    public struct Cursor: Codable, Sendable, Equatable {
        /// Draws the examples and their order.
        var generator: SeededGenerator
        /// Examples done.
        var done: Int
        /// Examples of the epoch: tells other data apart.
        var count: Int
    }

    /// The batches of an epoch.
    public struct Source: BatchSource {
        let examples: ExampleSet
        let order: [Int32]
        let batchSize: Int
        let device: Device
        /// Makes batches beforehand; nil where training has one thread alone.
        let ahead: BatchAhead?
        /// Where the source stands.
        public var cursor: Cursor

        /// Examples of the epoch.
        public var exampleCount: Int { order.count }

        /// The next examples.
        public mutating func next() -> ExampleBatch? {
            let batch = rows(from: cursor.done)
            guard !batch.isEmpty else { return nil }
            cursor.done += batch.count
            guard let ahead else { return ExampleBatch(examples, rows: batch, device: device) }
            return ahead.next(batch, following: rows(from: cursor.done), of: examples, device: device)
        }

        private func rows(from start: Int) -> [Int] {
            order[min(start, order.count)..<min(start + batchSize, order.count)].map { Int($0) }
        }
    }

    /// The model.
    public let model: any PointwiseNetwork
    /// Whether more of the watched metric is better.
    public let direction: Direction
    private let makeExamples: (inout SeededGenerator) throws -> ExampleSet
    private let batchSize: Int
    private let configuration: Configuration
    private let measure: ((any PointwiseNetwork) throws -> Double?)?
    /// Examples that are the same each epoch; nil where each draws its own.
    private var fixed: ExampleSet?

    /// Describes the problem.
    /// - Parameters:
    ///   - model: A fresh model, already on its device.
    ///   - examples: Makes the examples of an epoch.
    ///   - areRandom: Whether each epoch draws its own.
    ///   - batchSize: Examples of a batch.
    ///   - configuration: Their order.
    ///   - direction: Whether more of the watched metric is better.
    ///   - validate: Gives the watched metric.
    public init(
        model: any PointwiseNetwork, examples: @escaping (inout SeededGenerator) throws -> ExampleSet, areRandom: Bool,
        batchSize: Int, configuration: Configuration = Configuration(), direction: Direction,
        validate: ((any PointwiseNetwork) throws -> Double?)? = nil
    ) throws {
        self.model = model
        try configuration.validate()
        self.batchSize = batchSize
        self.configuration = configuration
        self.direction = direction
        makeExamples = examples
        measure = validate
        if !areRandom {
            var unused = SeededGenerator(seed: 0)
            fixed = try examples(&unused)
        }
    }

    /// The stream's name.
    public static var orderLabel: String { "order of examples" }
    /// The model.
    public var module: any Module { model }
    /// Tables are.
    public func isTouchedInRows(_ parameter: Parameter) -> Bool { parameter.isTable }
    /// Nothing.
    public var carried: [String: Tensor] {
        get { [:] }
        set { precondition(newValue.isEmpty, "examples carry nothing") }
    }
    /// Nothing to forget.
    public func didFinishEpoch() {}

    /// Draws the examples and their order.
    public func epoch(
        _ number: Int, generator: SeededGenerator, shard: Shard, resuming cursor: Cursor?
    ) throws -> Source {
        let start = cursor?.generator ?? generator
        var drawing = start.split("examples")
        let examples = try fixed ?? makeExamples(&drawing)
        if let cursor, cursor.count != examples.count {
            throw PreparationError.cursorMismatch(
                problem: "it counts \(cursor.count) examples, the data \(examples.count)")
        }
        var shuffle = start.split("order")
        let order = configuration.order(of: examples, generator: &shuffle)
        let own =
            shard.world == 1 ? order : stride(from: shard.rank, to: order.count, by: shard.world).map { order[$0] }
        return Source(
            examples: examples, order: own, batchSize: batchSize, device: model.device,
            ahead: TorchRuntime.threadCount > 1 ? BatchAhead() : nil,
            cursor: Cursor(generator: start, done: cursor?.done ?? 0, count: examples.count))
    }

    /// Mean squared error for ratings, binary cross-entropy for logits, by the weights of the examples; a network's auxiliary
    /// loss counts as a penalty.
    public func loss(_ batch: ExampleBatch, generator: Generator) throws -> BatchLoss {
        let (output, auxiliary) = try outputAndLoss(batch, generator: generator)
        let each: Tensor
        switch model.predicts {
        case .rating:
            let difference = output - batch.labels
            each = difference * difference
        case .logit:
            // log(1 + eˣ) − y x
            each = output.softplus() - batch.labels * output
        }
        let weighted = batch.weights.map { (each * $0).sum() / $0.sum() } ?? each.mean()
        let penalties = [model.penalty(batch), auxiliary].compactMap { $0 }
        let penalty = penalties.isEmpty ? nil : penalties.dropFirst().reduce(penalties[0]) { $0 + $1 }
        return BatchLoss(
            loss: weighted, penalty: penalty, count: batch.rows.count,
            users: batch.rows.prefix(8).map { batch.examples.users[$0] })
    }

    private func outputAndLoss(_ batch: ExampleBatch, generator: Generator) throws -> (output: Tensor, loss: Tensor?) {
        if let network = model as? any AuxiliaryLossNetwork {
            return try network.outputAndLoss(batch, generator: generator)
        }
        return (model(batch, mode: .training(generator)), nil)
    }

    /// The watched metric.
    public func validate() throws -> Double? { try measure?(model) }
}
