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
    /// What is done to the data before it is split.
    public var data: DataConfiguration
    /// The split.
    public var split: SplitStrategy
    /// The models, in the order of the table.
    public var models: [ModelRecipe]
    /// The measurement.
    public var evaluation: EvaluationConfiguration

    /// Collects the parts.
    public init(
        title: String, seed: UInt64 = 1, data: DataConfiguration = .init(), split: SplitStrategy = .withinSequence(),
        models: [ModelRecipe], evaluation: EvaluationConfiguration = .init()
    ) {
        self.title = title
        self.seed = seed
        self.data = data
        self.split = split
        self.models = models
        self.evaluation = evaluation
    }

    /// The resolved recipe as JSON, keys sorted.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
