import SegueModels
import Torch
import TorchNN

/// The next item against negatives that the predictions of one user's window share (Klenitskiy and Vasilev, RecSys 2023).
///
/// They are drawn evenly and each at most once from the items that the window, its last target included, does not hold: what
/// the user has chosen is not pushed down. Where fewer are left, all are taken. Scores are not corrected for the draw. The
/// loss of a batch is the mean over its predictions.
public final class UserNegativesObjective: Objective {
    private let kind: NegativeLoss
    private let count: Int

    /// - Parameters:
    ///   - kind: The loss.
    ///   - count: Negatives of a window.
    public init(kind: NegativeLoss, count: Int) {
        self.kind = kind
        self.count = count
    }

    /// Predictions of which nobody knows whose they are count as one window that holds their targets.
    public func loss(_ representations: Tensor, table: ItemTable, targets: Tensor, generator: Generator) -> Tensor {
        let own = (try? targets.array(Int64.self)) ?? []
        return loss(representations, own: Set(own), table: table, targets: targets, generator: generator)
    }

    /// The mean loss; draws for each row of the batch, in their order.
    public func loss(
        _ representations: Tensor, of batch: SequenceBatch, table: ItemTable, targets: Tensor, generator: Generator
    ) -> Tensor {
        var predictions = [[Int64]](repeating: [], count: batch.rows.count)
        var own = batch.rows.map { row in Set(row.interactions.map { Int64(batch.columns.items[$0]) - 1 }) }
        let wanted = (try? targets.array(Int64.self)) ?? []
        for (index, (prediction, target)) in zip(batch.predictions, wanted).enumerated() {
            predictions[prediction.row].append(Int64(index))
            own[prediction.row].insert(target)
        }
        var total = Tensor.zeros([], device: representations.device)
        for (row, indices) in predictions.enumerated() where !indices.isEmpty {
            let places = Tensor(indices, device: representations.device)
            let mean = loss(
                representations.indexSelect(0, places), own: own[row], table: table,
                targets: targets.indexSelect(0, places), generator: generator)
            total = total + mean * (Double(indices.count) / Double(max(1, wanted.count)))
        }
        return total
    }

    private func loss(
        _ representations: Tensor, own: Set<Int64>, table: ItemTable, targets: Tensor, generator: Generator
    ) -> Tensor {
        let negatives = draw(outside: own, itemCount: table.itemCount, generator, device: representations.device)
        var positives = (representations * table.rows(of: targets)).sum([1])
        var bias = Tensor.zeros([negatives.size(0)], device: representations.device)
        if let added = table.bias?.value {
            positives = positives + added.indexSelect(0, targets)
            bias = added.indexSelect(0, negatives)
        }
        return Loss.sharedNegatives(
            kind, input: representations, weight: table.rows(of: negatives), bias: bias, positives: positives,
            negatives: negatives, targets: targets)
    }

    /// Score columns outside `own`, each once: the greatest of one random number an item. `[at most count]`, `int64`; one
    /// of `own` where nothing is outside.
    func draw(outside own: Set<Int64>, itemCount: Int, _ generator: Generator, device: Device) -> Tensor {
        var isOutside = [Float](repeating: 1, count: itemCount)
        for item in own where item >= 0 && Int(item) < itemCount { isOutside[Int(item)] = 0 }
        let outside = itemCount - own.count
        let keys = Tensor.uniform([itemCount], lower: 1, upper: 2, generator: generator, device: device)
        return (keys * Tensor(isOutside, device: device)).topK(min(itemCount, max(1, min(count, outside)))).indices
    }
}
