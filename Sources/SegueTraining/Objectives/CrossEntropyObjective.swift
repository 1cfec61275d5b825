import SegueModels
import Torch
import TorchNN

/// Softmax cross-entropy against the next item, over the whole catalog.
public struct CrossEntropyObjective: Objective {
    /// Creates the objective.
    public init() {}

    /// The mean over the rows of `−log softmax(output(representation))[target]`.
    public func loss(_ representations: Tensor, table: ItemTable, targets: Tensor, generator: Generator) -> Tensor {
        Loss.linearCrossEntropy(
            representations, weight: table.rows, bias: table.bias?.value, targets: targets)
    }
}
