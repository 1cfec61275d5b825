import Foundation
import SegueData
import Torch

/// For each example the last items of its history with their stars, and behind them the item asked about: rows of one
/// length, padded in front.
struct RatedSequences {
    /// Columns of a row: the longest history's and one for the item asked about.
    let length: Int
    /// Items, 0 for padding and for items without parameters: `[examples, length]`, `int64`.
    let items: Tensor
    /// Stars from 1, 0 where there is no rating: `[examples, length]`, `int64`.
    let stars: Tensor
    /// What attention adds to its scores so that nothing looks at padding, 0 or −10⁹: `[examples, 1, 1, length]`.
    let mask: Tensor
    /// Shares with which the mean over the history is taken, 0 for padding: `[examples, length − 1, 1]`.
    let shares: Tensor

    /// Packs the examples of a batch.
    /// - Parameters:
    ///   - batch: The examples.
    ///   - maximumLength: How many of the last interactions are read.
    ///   - itemCount: Items that have parameters.
    ///   - starsOf: The stars of a rating, from 1.
    init(_ batch: ExampleBatch, maximumLength: Int, itemCount: Int, starsOf: (Float) -> Int64) {
        let examples = batch.examples
        let histories = batch.rows.map { row in
            let range = examples.historyStarts[row]..<examples.historyEnds[row]
            return range.suffix(maximumLength)
        }
        let count = batch.count
        let length = (histories.lazy.map(\.count).max() ?? 0) + 1
        var items = [Int64](repeating: Int64(Vocabulary.padding), count: count * length)
        var stars = [Int64](repeating: 0, count: count * length)
        var mask = [Float](repeating: -1e9, count: count * length)
        var shares = [Float](repeating: 0, count: count * (length - 1))
        func known(_ item: Int32) -> Int64 { item >= 1 && Int(item) <= itemCount ? Int64(item) : 0 }
        for (index, history) in histories.enumerated() {
            let padding = length - 1 - history.count
            for (step, row) in history.enumerated() {
                let cell = index * length + padding + step
                items[cell] = known(examples.columns.items[row])
                if let rating = examples.columns.ratings?[row], rating.isFinite { stars[cell] = starsOf(rating) }
                mask[cell] = 0
                shares[index * (length - 1) + padding + step] = 1 / Float(history.count)
            }
            let target = index * length + length - 1
            items[target] = known(examples.items[batch.rows[index]])
            mask[target] = 0
        }
        self.length = length
        self.items = Tensor(items, device: batch.device).reshaped([count, length])
        self.stars = Tensor(stars, device: batch.device).reshaped([count, length])
        self.mask = Tensor(mask, device: batch.device).reshaped([count, 1, 1, length])
        self.shares = Tensor(shares, device: batch.device).reshaped([count, length - 1, 1])
    }
}

/// A scale of ratings as stars: so many values at equal distances.
struct StarScale: Sendable {
    /// Smallest and largest rating.
    let range: ClosedRange<Float>
    /// Number of values.
    let count: Int

    /// The nearest star of a finite rating, from 1 to ``count``.
    func star(of rating: Float) -> Int64 {
        let width = range.upperBound - range.lowerBound
        let share = width > 0 ? min(1, max(0, (rating - range.lowerBound) / width)) : 0
        return 1 + Int64((share * Float(count - 1)).rounded())
    }
}
