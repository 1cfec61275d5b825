import SegueData
import Torch

/// The histories of some examples, each read once however many examples share it, packed for recurrent kernels: step by
/// step, those of a step by row, the longest history first.
public struct PackedHistories {
    /// Item of each token, 0 for padding: `[tokens]`, `int64`.
    public let items: Tensor
    /// For each token its row of the examples' columns; −1 for padding.
    public let tokenRows: [Int]
    /// How many histories have a token at each step, falling; empty without any token.
    public let stepSizes: [Int]
    /// For each history the token of its last interaction, those of a history without tokens left out.
    public let lastTokens: [Int64]
    /// For each example its history, from 0; −1 where the history is empty.
    public let historyOfExample: [Int]
    /// Number of tokens of each history, falling.
    public let lengths: [Int]
    /// Where the tensors live.
    public let device: Device

    /// Packs the histories of a batch.
    /// - Parameters:
    ///   - batch: The examples.
    ///   - maximumLength: How many of the last interactions are read; 0 for all.
    ///   - frontPadding: Length to which padding in front fills each history, also an empty one; nil for none.
    ///   - longestAlone: Whether histories shorter than the longest count as empty.
    ///   - itemCount: Items that have parameters; others are read as padding.
    public init(
        _ batch: ExampleBatch, maximumLength: Int, frontPadding: Int? = nil, longestAlone: Bool = false, itemCount: Int
    ) {
        let examples = batch.examples
        device = batch.device
        let distinct = DistinctHistories(batch, maximumLength: maximumLength)
        let ranges = distinct.ranges
        var sizes = ranges.map { max($0.count, frontPadding ?? 0) }
        if longestAlone, let longest = sizes.max() { sizes = sizes.map { $0 < longest ? 0 : $0 } }
        let order = ranges.indices.filter { sizes[$0] > 0 }.sorted { (sizes[$0], $1) > (sizes[$1], $0) }
        var rowOfRange = [Int](repeating: -1, count: ranges.count)
        for (row, range) in order.enumerated() { rowOfRange[range] = row }
        historyOfExample = distinct.ofExample.map { rowOfRange[$0] }
        lengths = order.map { sizes[$0] }
        var (steps, tokens) = ([Int](), [Int]())
        var lastTokens = [Int64](repeating: 0, count: order.count)
        var count = order.count
        for step in 0..<(lengths.first ?? 0) {
            while count > 0, lengths[count - 1] <= step { count -= 1 }
            steps.append(count)
            for row in 0..<count {
                let range = ranges[order[row]]
                if step == lengths[row] - 1 { lastTokens[row] = Int64(tokens.count) }
                let offset = step - (lengths[row] - range.count)
                tokens.append(offset < 0 ? -1 : range.lowerBound + offset)
            }
        }
        stepSizes = steps
        tokenRows = tokens
        self.lastTokens = lastTokens
        let items = tokens.map { row -> Int64 in
            guard row >= 0 else { return Int64(Vocabulary.padding) }
            let item = Int(examples.columns.items[row])
            return item >= 1 && item <= itemCount ? Int64(item) : Int64(Vocabulary.padding)
        }
        self.items = Tensor(items, device: batch.device)
    }

    /// Number of distinct histories with tokens.
    public var count: Int { lengths.count }

    /// A number for each token, from its row of the columns; `padding` where there is none: `[tokens, 1]`.
    public func column(padding: Float = 0, _ value: (Int) -> Float) -> Tensor {
        Tensor(tokenRows.map { $0 < 0 ? padding : value($0) }, device: device).reshaped([tokenRows.count, 1])
    }

    /// For each example a row of its history's vector, and of `empty` where it has none: `[examples, width]`.
    /// - Parameters:
    ///   - vectors: `[histories, width]`; nil when no history has a token.
    ///   - empty: `[1, width]`.
    public func spread(_ vectors: Tensor?, empty: Tensor) -> Tensor {
        let table = vectors.map { Tensor.concatenated([empty, $0], dimension: 0) } ?? empty
        return table.indexSelect(0, Tensor(historyOfExample.map { Int64($0 + 1) }, device: device))
    }
}
