import Torch
import TorchNN

/// Softmax cross-entropy against the next item, over the whole catalog.
public struct CrossEntropyObjective: Objective {
    /// Creates the objective.
    public init() {}

    /// The mean over the rows of `−log softmax(output(representation))[target]`.
    public func loss(_ representations: Tensor, output: Linear, targets: Tensor, generator: Generator) -> Tensor {
        Loss.linearCrossEntropy(
            representations, weight: output.weight.value, bias: output.bias?.value, targets: targets)
    }
}
