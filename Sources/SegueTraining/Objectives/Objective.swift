import Torch
import TorchNN

/// What a model is trained to do with its representations.
public protocol Objective: Sendable {
    /// The mean loss over a number of predictions.
    /// - Parameters:
    ///   - representations: One row a prediction: `[rows, hidden]`.
    ///   - output: The layer that scores the catalogue.
    ///   - targets: The item to be predicted, as a column of the scores (item index − 1): `[rows]`, `int64`.
    func loss(_ representations: Tensor, output: Linear, targets: Tensor) -> Tensor
}

/// The objectives by name.
public enum ObjectiveKind: String, Codable, Sendable, CaseIterable {
    /// Softmax cross-entropy over the whole catalogue.
    case crossEntropy

    /// The objective itself.
    var objective: any Objective {
        switch self {
        case .crossEntropy: CrossEntropyObjective()
        }
    }
}
