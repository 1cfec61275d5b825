import SegueModels
import Torch
import TorchNN

/// Mean squared error between representations and the vectors of the items that follow: the rows of the output's weight.
///
/// FISCL's loss. The vectors are the goal and get no gradient from it, or they would all shrink to nothing.
public struct MeanSquaredErrorObjective: Objective {
    /// Creates the objective.
    public init() {}

    /// The mean over rows and columns of `(representation − output.weight[target])²`.
    public func loss(_ representations: Tensor, table: ItemTable, targets: Tensor, generator: Generator) -> Tensor {
        let difference = representations - table.rows.detached().indexSelect(0, targets)
        return (difference * difference).mean()
    }
}
