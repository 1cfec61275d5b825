import SegueData
import SegueModels
import Torch
import TorchNN

/// What a model is trained to do with its representations.
public protocol Objective {
    /// The mean loss over a number of predictions.
    /// - Parameters:
    ///   - representations: One row a prediction: `[rows, hidden]`.
    ///   - table: What scores the catalog.
    ///   - targets: The item to be predicted, as a column of the scores (item index − 1): `[rows]`, `int64`.
    ///   - generator: For objectives that draw; its state is part of a checkpoint.
    func loss(_ representations: Tensor, table: ItemTable, targets: Tensor, generator: Generator) -> Tensor

    /// The same, for an objective to which it matters which predictions belong together: those of `batch`, in its order.
    func loss(
        _ representations: Tensor, of batch: SequenceBatch, table: ItemTable, targets: Tensor, generator: Generator
    ) -> Tensor
}

extension Objective {
    /// For most it does not.
    public func loss(
        _ representations: Tensor, of batch: SequenceBatch, table: ItemTable, targets: Tensor, generator: Generator
    ) -> Tensor {
        loss(representations, table: table, targets: targets, generator: generator)
    }
}

/// The objectives by name.
public enum ObjectiveKind: String, Codable, Sendable, CaseIterable {
    /// Softmax cross-entropy over the whole catalog.
    case crossEntropy
    /// Softmax cross-entropy over drawn items, corrected for how often they are drawn.
    case sampledSoftmax
    /// Bayesian personalized ranking.
    case bpr
    /// BPR-max.
    case bprMax
    /// Generalized binary cross-entropy, gBCE.
    case generalizedCrossEntropy
    /// Mean squared error between the representation and the next item's vector.
    case meanSquaredError

    /// Whether it looks at drawn items only.
    var isSampled: Bool { self != .crossEntropy && self != .meanSquaredError }
}

extension NextItemProblem.Configuration {
    /// The objective itself, for what is to be learned.
    func makeObjective(training: TrainingSequences, device: Device) -> any Objective {
        let kind: NegativeLoss
        switch objective {
        case .crossEntropy: return CrossEntropyObjective(smoothing: labelSmoothing)
        case .meanSquaredError: return MeanSquaredErrorObjective()
        case .sampledSoftmax: kind = .sampledSoftmax
        case .bpr: kind = .bpr
        case .bprMax: kind = .bprMax(regularization: negatives.regularization)
        case .generalizedCrossEntropy:
            kind = .generalizedCrossEntropy(positiveWeight: positiveWeight(itemCount: training.itemCount))
        }
        guard negatives.sharing == .batch else { return UserNegativesObjective(kind: kind, count: negatives.count) }
        return SharedNegativesObjective(
            kind: kind, count: negatives.count, itemCounts: training.itemCounts, exponent: negatives.exponent,
            device: device)
    }

    /// β = α (t (1 − 1/α) + 1/α) with the sampling rate α = K / (items − 1), at most 1 (Petrov and Macdonald 2023, Eq. 9).
    func positiveWeight(itemCount: Int) -> Double {
        let rate = min(1, Double(negatives.count) / Double(max(1, itemCount - 1)))
        return rate * (negatives.calibration * (1 - 1 / rate) + 1 / rate)
    }
}
