import SegueCore
import SegueModels
import TorchNN

/// Which optimizer, with its settings.
public struct OptimizerConfiguration: Codable, Sendable, Equatable {
    /// The algorithms at hand.
    public enum Algorithm: String, Codable, Sendable, CaseIterable {
        case adam
        case adamw
        case adagrad
        case sgd
        case ftrl
    }

    /// The algorithm.
    public var algorithm = Algorithm.adam
    /// Base learning rate; a schedule may vary it.
    public var learningRate = 0.001
    /// L2 penalty, or decoupled decay for `adamw`.
    public var weightDecay = 0.0
    /// L1 penalty, for `ftrl`; nil for none.
    public var l1: Double?
    /// Added to the root of the sum of squared gradients, for `ftrl`; nil for 1.
    public var beta: Double?
    /// Decay of the first moment, for `adam` and `adamw`.
    public var beta1 = 0.9
    /// What `beta1` goes to at the peak of a one-cycle schedule, and back from; nil for no cycle. PyTorch's `OneCycleLR`
    /// does this unasked, from 0.95 to 0.85.
    public var beta1AtPeak: Double?
    /// Decay of the second moment, for `adam` and `adamw`.
    public var beta2 = 0.999
    /// Added to the root of the second moment, for `adam` and `adamw`.
    public var epsilon = 1e-8
    /// Momentum, for `sgd`.
    public var momentum = 0.0

    /// Adam with a learning rate of 0.001.
    public init() {}

    /// Checks every field.
    /// - Throws: `ConfigurationError` naming the field.
    public func validate() throws { try validate(field: "training.optimizer") }

    func validate(field: String) throws {
        try ConfigurationCheck.positive(learningRate, field: "\(field).learningRate")
        if let l1 { try ConfigurationCheck.notNegative(l1, field: "\(field).l1") }
        if let beta { try ConfigurationCheck.notNegative(beta, field: "\(field).beta") }
        try ConfigurationCheck.notNegative(weightDecay, field: "\(field).weightDecay")
        try ConfigurationCheck.share(beta1, field: "\(field).beta1")
        if let beta1AtPeak { try ConfigurationCheck.share(beta1AtPeak, field: "\(field).beta1AtPeak") }
        try ConfigurationCheck.share(beta2, field: "\(field).beta2")
        try ConfigurationCheck.positive(epsilon, field: "\(field).epsilon")
        try ConfigurationCheck.share(momentum, field: "\(field).momentum")
    }

    /// Whether it can do without the rows that a batch does not touch: decay and momentum want them all.
    var canBeSparse: Bool { algorithm == .ftrl || (weightDecay == 0 && (algorithm != .sgd || momentum == 0)) }

    /// Sets what the schedule varies, before a step.
    func prepare(_ optimizer: any Optimizer, for step: Int, of schedule: LearningRateSchedule) {
        optimizer.learningRate = schedule.rate(base: learningRate, step: step)
        if let beta1AtPeak, let adam = optimizer as? Adam, let height = schedule.cycleHeight(step: step) {
            adam.betas.0 = beta1 + (beta1AtPeak - beta1) * height
        }
    }

    /// The optimizer, for a module's parameters.
    func make(for parameters: [Parameter]) -> any Optimizer {
        switch algorithm {
        case .adam, .adamw:
            Adam(
                parameters, learningRate: learningRate, betas: (beta1, beta2), epsilon: epsilon,
                weightDecay: weightDecay, decoupled: algorithm == .adamw)
        case .adagrad:
            Adagrad(parameters, learningRate: learningRate, weightDecay: weightDecay)
        case .sgd:
            SGD(parameters, learningRate: learningRate, momentum: momentum, weightDecay: weightDecay)
        case .ftrl:
            FTRL(parameters, learningRate: learningRate, beta: beta ?? 1, l1: l1 ?? 0, l2: weightDecay)
        }
    }
}
