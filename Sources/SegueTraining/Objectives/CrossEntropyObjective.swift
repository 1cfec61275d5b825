import SegueModels
import Torch
import TorchNN

/// Softmax cross-entropy against the next item, over the whole catalog.
///
/// With smoothing ε (Szegedy et al. 2016) the target's share is 1 − ε, and ε is shared by all N items:
/// `−log p[target] + ε · (s[target] − Σ s ∕ N)`, with the scores s; the sum is a product with the mean of the items' rows.
public struct CrossEntropyObjective: Objective {
    private let smoothing: Double

    /// Creates the objective.
    /// - Parameter smoothing: ε, from 0 to under 1.
    public init(smoothing: Double = 0) { self.smoothing = smoothing }

    /// The mean over the rows of `−log softmax(output(representation))[target]`, smoothed where wanted.
    public func loss(_ representations: Tensor, table: ItemTable, targets: Tensor, generator: Generator) -> Tensor {
        let rows = table.rows
        let plain = Loss.linearCrossEntropy(representations, weight: rows, bias: table.bias?.value, targets: targets)
        guard smoothing > 0 else { return plain }
        let ones = Tensor.full([1, rows.size(0)], 1 / Double(rows.size(0)), device: rows.device)
        var excess = (representations * (rows.indexSelect(0, targets) - ones.matmul(rows))).sum([1])
        if let bias = table.bias?.value { excess = excess + bias.indexSelect(0, targets) - bias.mean() }
        return plain + excess.mean() * smoothing
    }
}
