import Foundation
import SegueData
import SegueModels

/// An experiment: data, split, models, training, evaluation. Written in YAML, one recipe a paper table or model × dataset.
///
/// ```yaml
/// title: User-based GRUs on MovieLens 1M
/// seed: 1
/// split: {strategy: within-sequence}
/// training: {batchSize: 64, epochs: 20}
/// models:
///   - name: item-knn
///   - name: attentional-user-gru
///     settings: {hiddenSize: 100}
///     training: {patience: 2}
/// evaluation: {protocolLetter: D, cutoffs: [20]}
/// ```
public struct Recipe: Sendable, Encodable {
    /// What the experiment is about.
    public var title: String
    /// Seeds weights, order and dropout.
    public var seed: UInt64
    /// What is asked of the models; nil for the next item.
    public var task: ModelTask?
    /// What is done to the data before it is split.
    public var data: DataConfiguration
    /// The split.
    public var split: SplitStrategy
    /// How features of users and items become fields, for ratings and clicks.
    public var features: FeatureOptions
    /// How examples of the train part are made, for ratings and clicks; nil for the task's usual way.
    public var examples: ExampleChoice?
    /// How examples of validation and test are made; nil for the task's usual way.
    public var testExamples: ExampleChoice?
    /// The models, in the order of the table.
    public var models: [ModelRecipe]
    /// The measurement.
    public var evaluation: EvaluationConfiguration
    /// Which settings a search varies, and how; nil without.
    public var tune: TuningSettings?

    /// Collects the parts.
    public init(
        title: String, seed: UInt64 = 1, task: ModelTask? = nil, data: DataConfiguration = .init(),
        split: SplitStrategy = .withinSequence(), features: FeatureOptions = .init(), examples: ExampleChoice? = nil,
        testExamples: ExampleChoice? = nil, models: [ModelRecipe], evaluation: EvaluationConfiguration = .init(),
        tune: TuningSettings? = nil
    ) {
        self.title = title
        self.seed = seed
        self.task = task
        self.features = features
        self.examples = examples
        self.testExamples = testExamples
        self.data = data
        self.split = split
        self.models = models
        self.evaluation = evaluation
        self.tune = tune
    }

    /// Whether split or examples go by the rows of the file, which readers keep on demand alone.
    public var followsFileRows: Bool {
        split.followsFileRows || [examples, testExamples].contains { $0?.strategy.followsFileRows ?? false }
    }

    /// The resolved recipe as JSON, keys sorted.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
