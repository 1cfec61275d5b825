import SegueCore
import SegueData
import SegueModels
import Torch
import TorchNN

/// A sequence model that learns to say the next item at every position of windows of the training sequences.
public final class NextItemProblem: TrainingProblem {
    /// The windows of an epoch.
    public struct Source: BatchSource {
        /// A position between two batches.
        public enum Cursor: Codable, Sendable, Equatable {
            /// Among consecutive windows.
            case consecutive(WindowCursor)
            /// Among windows that stand each for itself.
            case shuffled(ShuffledWindowCursor)
        }

        enum Windows {
            case consecutive(SequenceWindows)
            case shuffled(ShuffledWindows)
        }

        var windows: Windows

        /// Where the source stands.
        public var cursor: Cursor {
            switch windows {
            case .consecutive(let windows): .consecutive(windows.cursor)
            case .shuffled(let windows): .shuffled(windows.cursor)
            }
        }

        /// Transitions of the epoch.
        public var exampleCount: Int {
            switch windows {
            case .consecutive(let windows): windows.transitionCount
            case .shuffled(let windows): windows.transitionCount
            }
        }

        /// The next windows.
        public mutating func next() -> WindowBatch? {
            var batch = WindowBatch()
            switch windows {
            case .consecutive(var own):
                let found = own.next(into: &batch)
                windows = .consecutive(own)
                return found ? batch : nil
            case .shuffled(var own):
                let found = own.next(into: &batch)
                windows = .shuffled(own)
                return found ? batch : nil
            }
        }
    }

    /// The model.
    public let model: any SequenceModel
    /// Whether more of the watched metric is better.
    public let direction: Direction
    private let training: TrainingSequences
    private let batchSize: Int
    private let configuration: Configuration
    private let objective: any Objective
    private let measure: ((any SequenceModel) throws -> Double?)?
    private var state: CarriedState?

    /// Describes the problem.
    /// - Parameters:
    ///   - model: A fresh model, already on its device.
    ///   - training: What to learn from.
    ///   - batchSize: Sequences walked side by side.
    ///   - configuration: Windows and objective.
    ///   - direction: Whether more of the watched metric is better.
    ///   - validate: Gives the watched metric.
    public init(
        model: any SequenceModel, training: TrainingSequences, batchSize: Int, configuration: Configuration,
        direction: Direction = .higher, validate: ((any SequenceModel) throws -> Double?)? = nil
    ) throws {
        try configuration.validate()
        let read = configuration.windowLength + configuration.windowContext
        if let longest = model.maximumLength, !model.isShiftInvariant, read > longest {
            throw ConfigurationError(
                field: "training.windowLength",
                problem: "must be, with windowContext, at most the model's maximumLength, \(longest), not \(read)")
        }
        self.model = model
        self.batchSize = batchSize
        self.training = training
        self.configuration = configuration
        self.direction = direction
        measure = validate
        objective = configuration.makeObjective(training: training, device: model.device)
    }

    /// The stream's name.
    public static var orderLabel: String { "order of users" }
    /// The model.
    public var module: any Module { model }

    /// Embeddings are; the items' table only where its items are drawn.
    public func isTouchedInRows(_ parameter: Parameter) -> Bool {
        parameter === model.itemTable.weight ? configuration.objective.isSampled : parameter.isTable
    }

    /// The windows of an epoch.
    public func epoch(
        _ number: Int, generator: SeededGenerator, shard: Shard, resuming cursor: Source.Cursor?
    ) throws -> Source {
        switch cursor {
        case .consecutive(let cursor):
            return Source(windows: .consecutive(try SequenceWindows(training, resuming: cursor)))
        case .shuffled(let cursor): return Source(windows: .shuffled(try ShuffledWindows(training, resuming: cursor)))
        case nil: break
        }
        guard configuration.windows == .consecutive else {
            let windows = configuration.shuffledWindows(batchSize: batchSize)
            return Source(
                windows: .shuffled(try ShuffledWindows(training, configuration: windows, generator: generator)))
        }
        var windows = configuration.consecutiveWindows(batchSize: batchSize)
        // Without a state or context to carry there is nothing that windows could share.
        windows.carriesState = windows.carriesState && (model is any StatefulSequenceModel || model.contextLength > 0)
        return Source(
            windows: .consecutive(try SequenceWindows(training, configuration: windows, generator: generator)))
    }

    /// The objective at every position.
    public func loss(_ batch: WindowBatch, generator: Generator) throws -> BatchLoss {
        let isConsecutive = configuration.windows == .consecutive
        let context =
            isConsecutive ? (configuration.carriesState ? model.contextLength : 0) : configuration.windowContext
        let input = SequenceBatch(batch, context: context, device: model.device)
        let output: SequenceOutput
        if let stateful = model as? any StatefulSequenceModel {
            let result = stateful(input, state: carriedState(for: batch, of: stateful), mode: .training(generator))
            output = result.output
            state = result.state.map { $0.detached() }
        } else {
            output = model(input, mode: .training(generator))
        }
        // Score columns of the items that follow.
        let targets = output.targets ?? Tensor(input.targets.map { Int64($0) - 1 }, device: model.device)
        let (states, table) = (output.representations, model.itemTable)
        let loss =
            output.targets == nil
            ? objective.loss(states, of: input, table: table, targets: targets, generator: generator)
            : objective.loss(states, table: table, targets: targets, generator: generator)
        return BatchLoss(loss: loss, penalty: output.penalty, count: targets.size(0), users: batch.users)
    }

    /// The states that the rows of a batch start from; nil when all are fresh.
    private func carriedState(for batch: WindowBatch, of model: any StatefulSequenceModel) -> CarriedState? {
        guard let state, batch.previousRow.contains(where: { $0 >= 0 }) else { return nil }
        let rows = Tensor(batch.previousRow.map { Int64($0) + 1 }, device: model.device)
        return zip(model.initialState(rows: 1), state).map { fresh, carried in
            Tensor.concatenated([fresh, carried], dimension: 0).indexSelect(0, rows)
        }
    }

    /// The states after the latest batch.
    public var carried: [String: Tensor] {
        get {
            var tensors: [String: Tensor] = [:]
            for (index, tensor) in (state ?? []).enumerated() { tensors["state.\(index)"] = tensor }
            return tensors
        }
        set { state = newValue.isEmpty ? nil : (0..<newValue.count).compactMap { newValue["state.\($0)"] } }
    }

    /// Forgets the states.
    public func didFinishEpoch() { state = nil }

    /// The watched metric.
    public func validate() throws -> Double? { try measure?(model) }
}

extension Trainer where Problem == NextItemProblem {
    /// The model; after ``run()`` it holds the weights of the best epoch.
    public var model: any SequenceModel { problem.model }

    /// Prepares the training of a sequence model; see ``NextItemProblem``.
    public convenience init(
        model: any SequenceModel, training: TrainingSequences, configuration: TrainingConfiguration,
        problem settings: NextItemProblem.Configuration = NextItemProblem.Configuration(), seed: UInt64,
        checkpoints: CheckpointStore? = nil, direction: Direction = .higher,
        validate: ((any SequenceModel) throws -> Double?)? = nil
    ) throws {
        try configuration.validate()
        try self.init(
            NextItemProblem(
                model: model, training: training, batchSize: configuration.batchSize, configuration: settings,
                direction: direction, validate: validate),
            configuration: configuration, seed: seed, checkpoints: checkpoints)
    }
}
