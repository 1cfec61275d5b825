import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining

/// What stands under `tune` in a recipe: which settings are searched, over what ranges, and how.
///
/// ```yaml
/// tune:
///   metric: ndcg@10
///   ranges:
///     training.optimizer.learningRate: {log: [0.0003, 0.01]}
///     model.dropoutRate: {uniform: [0, 0.5]}
///     model.hiddenSize: {choice: [32, 64, 128]}
/// ```
public struct TuningSettings: Codable, Sendable, Equatable {
    /// How settings are drawn.
    public enum Sampler: String, Codable, Sendable, CaseIterable {
        /// Uniformly over the ranges.
        case random
        /// By a tree-structured Parzen estimator, see ``TPESampler``.
        case tpe
    }

    /// Which trials are trained on.
    public enum Scheduler: String, Codable, Sendable, CaseIterable {
        /// Every trial to its end.
        case none
        /// Asynchronous successive halving, see ``SuccessiveHalving``.
        case asha
    }

    /// What is made best on the validation part; nil for what training is watched on.
    public var metric: Metric?
    /// How settings are drawn.
    public var sampler = Sampler.tpe
    /// Which trials are trained on.
    public var scheduler = Scheduler.asha
    /// Trials drawn uniformly before the estimator has a say.
    public var startupTrials = 10
    /// Points that the estimator chooses from.
    public var candidates = 24
    /// Whether the estimator draws settings together, or each by itself.
    public var multivariate = true
    /// Of so many trials one is trained on.
    public var reductionFactor = 3
    /// Epochs after which trials are compared first.
    public var minimumEpochs = 1
    /// The ranges, by path of the setting.
    public var ranges: [String: SettingRange] = [:]

    /// The defaults, without a range.
    public init() {}

    /// Checks every field; ranges were checked when they were read.
    /// - Throws: `ConfigurationError` naming the field.
    public func validate() throws {
        try ConfigurationCheck.atLeast(1, startupTrials, field: "tune.startupTrials")
        try ConfigurationCheck.atLeast(1, candidates, field: "tune.candidates", atMost: 100_000)
        try ConfigurationCheck.atLeast(2, reductionFactor, field: "tune.reductionFactor", atMost: 1000)
        try ConfigurationCheck.atLeast(
            1, minimumEpochs, field: "tune.minimumEpochs", atMost: ConfigurationCheck.largestCount)
    }

    /// The sampler.
    var makeSampler: any TrialSampler {
        switch sampler {
        case .random: RandomSampler()
        case .tpe:
            TPESampler(startupTrials: startupTrials, candidateCount: candidates, isMultivariate: multivariate)
        }
    }

    /// The epochs after which trials are compared.
    /// - Parameter maximum: Epochs of a trial that is trained to its end.
    func halving(maximumEpochs maximum: Int) -> SuccessiveHalving {
        switch scheduler {
        case .none: SuccessiveHalving(rungs: [maximum], reductionFactor: reductionFactor)
        case .asha:
            SuccessiveHalving(minimum: minimumEpochs, maximum: maximum, reductionFactor: reductionFactor)
        }
    }
}
