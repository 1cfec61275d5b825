import SegueCore
import TorchNN

/// How parameters are trained, whatever the problem; each problem has settings of its own beside these.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
    /// What a batch holds: sequences walked side by side, or examples.
    public var batchSize = 1000
    /// Passes over the data.
    public var epochs = 10
    /// The optimizer.
    public var optimizer = OptimizerConfiguration()
    /// The optimizer of the linear part of a model of fields, that is its weights of single values and of crosses; nil for
    /// the one of all parameters. Wide & Deep is published with `ftrl` there and `adagrad` elsewhere.
    public var linearOptimizer: OptimizerConfiguration?
    /// How the learning rate varies with the step.
    public var schedule = LearningRateSchedule.constant
    /// Largest Euclidean norm of all gradients together; 0 for no cap.
    public var gradientCap = 5.0
    /// Epochs without improvement after which training stops; 0 never stops early.
    public var patience = 3
    /// Epochs before which training does not stop early, whatever ``patience`` says.
    public var minimumEpochs = 0
    /// Rows from which on the table of an embedding is updated only where a batch touches it, so that a step's cost does
    /// not grow with the number of users; nil for never. `adam` and `adamw` then leave a row alone between touches.
    /// With weight decay or momentum, which move every row, tables stay dense.
    public var sparseTableRows: Int? = 200_000
    /// Batches whose gradients are added up for one optimizer step.
    public var accumulatedBatches = 1
    /// What stays of the moving average of the weights at each step, by which the model is validated and which is what is
    /// kept; 0 for the weights themselves.
    public var weightAverage = 0.0
    /// Steps between checkpoints within an epoch; 0 for none but at the ends of epochs.
    public var checkpointSteps = 200

    /// The defaults.
    public init() {}

    /// Checks every field.
    /// - Throws: `ConfigurationError` naming the field.
    public func validate() throws {
        try ConfigurationCheck.atLeast(1, batchSize, field: "training.batchSize", atMost: 1_000_000)
        try ConfigurationCheck.atLeast(
            1, accumulatedBatches, field: "training.accumulatedBatches", atMost: 1_000_000)
        try ConfigurationCheck.atLeast(1, epochs, field: "training.epochs", atMost: ConfigurationCheck.largestCount)
        try ConfigurationCheck.notNegative(gradientCap, field: "training.gradientCap")
        try ConfigurationCheck.atLeast(0, patience, field: "training.patience", atMost: ConfigurationCheck.largestCount)
        try ConfigurationCheck.atLeast(
            0, minimumEpochs, field: "training.minimumEpochs", atMost: ConfigurationCheck.largestCount)
        try ConfigurationCheck.atLeast(
            0, checkpointSteps, field: "training.checkpointSteps", atMost: ConfigurationCheck.largestCount)
        if let sparseTableRows {
            try ConfigurationCheck.atLeast(
                1, sparseTableRows, field: "training.sparseTableRows", atMost: ConfigurationCheck.largestCount)
        }
        try ConfigurationCheck.share(weightAverage, field: "training.weightAverage")
        try validateSchedule()
        try optimizer.validate()
        try linearOptimizer?.validate(field: "training.linearOptimizer")
    }

    private func validateSchedule() throws {
        let path = "training.schedule"
        switch schedule {
        case .constant: break
        case .step(let every, let factor):
            try ConfigurationCheck.atLeast(
                1, every, field: "\(path).step.every", atMost: ConfigurationCheck.largestCount)
            try ConfigurationCheck.positive(factor, field: "\(path).step.factor")
        case .exponential(let factor): try ConfigurationCheck.positive(factor, field: "\(path).exponential.factor")
        case .cosine(let steps, let minimum):
            try ConfigurationCheck.atLeast(
                1, steps, field: "\(path).cosine.steps", atMost: ConfigurationCheck.largestCount)
            try ConfigurationCheck.notNegative(minimum, field: "\(path).cosine.minimum")
        case .warmUp(let steps, let start):
            try ConfigurationCheck.atLeast(
                1, steps, field: "\(path).warmUp.steps", atMost: ConfigurationCheck.largestCount)
            try ConfigurationCheck.notNegative(start, field: "\(path).warmUp.start")
        case .oneCycle(let steps, let rise, let start, let end):
            try ConfigurationCheck.atLeast(
                1, steps, field: "\(path).oneCycle.steps", atMost: ConfigurationCheck.largestCount)
            try ConfigurationCheck.share(rise, field: "\(path).oneCycle.rise")
            for (name, value) in [("start", start), ("end", end)] {
                if let value { try ConfigurationCheck.notNegative(value, field: "\(path).oneCycle.\(name)") }
            }
        }
    }
}
