import Foundation
import SegueModels
import Torch
import TorchNN

/// The next item against negatives that all predictions of a batch share.
///
/// Negatives are drawn with replacement, with probability q ∝ frequency^exponent. For the sampled softmax, the K draws are
/// scored s − log(K q): the sum of their exponentials then has the mean of that over all items but the target, which
/// itself enters exactly and needs no correction.
public final class SharedNegativesObjective: Objective {
    private let kind: NegativeLoss
    private let count: Int
    /// Cumulative probabilities, and `log(K q)`: `[items]`.
    private let cumulative: Tensor
    private let logExpected: Tensor

    /// Prepares to draw.
    /// - Parameters:
    ///   - kind: The loss.
    ///   - count: Negatives a batch.
    ///   - itemCounts: How often each item occurs in train; items that never do are drawn as if they did once.
    ///   - exponent: See ``NegativeSampling/exponent``.
    ///   - device: Where the model is.
    public init(kind: NegativeLoss, count: Int, itemCounts: [Int], exponent: Double, device: Device) {
        let weights = itemCounts.map { pow(Double(max(1, $0)), exponent) }
        let total = weights.reduce(0, +)
        var sum = 0.0
        var cumulative = weights.map { weight in
            sum += weight / total
            return sum
        }
        // The last sum may differ from 1 by rounding.
        if !cumulative.isEmpty { cumulative[cumulative.count - 1] = 1 }
        self.kind = kind
        self.count = count
        self.cumulative = Tensor(cumulative, device: device)
        logExpected = Tensor(weights.map { Float(log(Double(count) * $0 / total)) }, device: device)
    }

    /// The mean loss; draws `count` negatives from the generator.
    public func loss(_ representations: Tensor, table: ItemTable, targets: Tensor, generator: Generator) -> Tensor {
        let negatives = draw(generator)
        let ofTargets = table.rows(of: targets)
        var positives = (representations * ofTargets).sum([1])
        var bias = Tensor.zeros([count], device: representations.device)
        if let added = table.bias?.value {
            positives = positives + added.indexSelect(0, targets)
            bias = added.indexSelect(0, negatives)
        }
        if kind == .sampledSoftmax { bias = bias - logExpected.indexSelect(0, negatives) }
        return Loss.sharedNegatives(
            kind, input: representations, weight: table.rows(of: negatives), bias: bias,
            positives: positives, negatives: negatives, targets: targets)
    }

    /// Columns of `count` items: `[count]`, `int64`.
    func draw(_ generator: Generator) -> Tensor {
        let places = Tensor.uniform(
            [count], lower: 0, upper: 1, generator: generator, dtype: .float64, device: cumulative.device)
        return places.insertionPoints(in: cumulative)
    }
}
