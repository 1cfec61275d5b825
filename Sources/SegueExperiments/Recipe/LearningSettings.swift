import SegueData
import SegueEvaluation
import SegueTraining

/// What stands under `training` in a recipe: the trainer's settings and those of the problems, side by side, and what is
/// watched on the validation part.
@dynamicMemberLookup
public struct LearningSettings: Codable, Sendable, Equatable {
    /// What holds for any problem.
    public var trainer = TrainingConfiguration()
    /// What holds for models of the next item.
    public var sequences = NextItemProblem.Configuration()
    /// What holds for models that predict a number.
    public var examples = PointwiseProblem.Configuration()
    /// What is watched on the validation part; nil for what is usual for the task, see ``watchedMetric(of:)``.
    public var validationMetric: Metric?

    private enum CodingKeys: String, CodingKey {
        case validationMetric
    }

    /// The defaults.
    public init() {}

    /// Reads the settings of all parts from one mapping.
    public init(from decoder: any Decoder) throws {
        trainer = try TrainingConfiguration(from: decoder)
        sequences = try NextItemProblem.Configuration(from: decoder)
        examples = try PointwiseProblem.Configuration(from: decoder)
        validationMetric = try decoder.container(keyedBy: CodingKeys.self)
            .decodeIfPresent(Metric.self, forKey: .validationMetric)
    }

    /// Writes the settings of all parts into one mapping.
    public func encode(to encoder: any Encoder) throws {
        try trainer.encode(to: encoder)
        try sequences.encode(to: encoder)
        try examples.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(validationMetric, forKey: .validationMetric)
    }

    /// Checks every field.
    /// - Throws: `ConfigurationError` naming the field.
    public func validate() throws {
        try trainer.validate()
        try sequences.validate()
        try examples.validate()
    }

    /// What is watched on the validation part: what was asked for, or MRR@20 for the next item, RMSE for ratings and the
    /// log loss for clicks.
    /// - Throws: `EvaluationError` when the metric is none of the task's.
    public func watchedMetric(of task: ModelTask) throws -> Metric {
        let (usual, kinds): (Metric, [MetricKind]) =
            switch task {
            case .nextItem: (.mrr(at: 20), MetricKind.ranking)
            case .rating: (.rmse, MetricKind.rating)
            case .click: (.logLoss, MetricKind.click)
            }
        let metric = validationMetric ?? usual
        try MetricKind.require(
            [metric], among: kinds, of: task == .nextItem ? "ranking" : task.rawValue,
            field: "training.validationMetric")
        return metric
    }

    /// A setting of the trainer.
    public subscript<Value>(dynamicMember path: WritableKeyPath<TrainingConfiguration, Value>) -> Value {
        get { trainer[keyPath: path] }
        set { trainer[keyPath: path] = newValue }
    }

    /// A setting of sequence models.
    public subscript<Value>(dynamicMember path: WritableKeyPath<NextItemProblem.Configuration, Value>) -> Value {
        get { sequences[keyPath: path] }
        set { sequences[keyPath: path] = newValue }
    }
}

extension LearningSettings: CustomReflectable {
    /// The settings as they are written: without parts.
    public var customMirror: Mirror {
        let parts = [Mirror(reflecting: trainer), Mirror(reflecting: sequences), Mirror(reflecting: examples)]
            .flatMap(\.children)
        return Mirror(self, children: parts + [("validationMetric", validationMetric as Any)], displayStyle: .struct)
    }
}
