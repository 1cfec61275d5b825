import Torch

/// Keys and values of the tokens that rows have read so far, for attention that is given one more token of each row.
///
/// A cache is never written to: a step gives another one.
public struct TokenCache: @unchecked Sendable {
    /// `[rows, capacity, width]`; behind a row's tokens zeros.
    public let keys: Tensor
    /// `[rows, capacity, width of values]`, likewise.
    public let values: Tensor

    /// Joins keys and values.
    public init(keys: Tensor, values: Tensor) {
        self.keys = keys
        self.values = values
    }
}

/// Where one more token of each row goes, the same for all layers.
///
/// With `limit` tokens in a row the oldest makes room.
public struct TokenStep: @unchecked Sendable {
    /// Tokens of each row with the new one.
    public let lengths: [Int]
    private let capacity: Int
    /// Cells of the old cache, then the new tokens, then one zero: what each cell of the new one holds.
    private let sources: Tensor
    /// 0 where a cell holds a token, −∞ elsewhere: `[rows, 1, 1, capacity]`.
    private let mask: Tensor
    /// For each cell how many tokens of its row stand behind it: `[rows · capacity]`.
    private let lags: [Int]
    private let device: Device

    /// Plans a step.
    /// - Parameters:
    ///   - before: Tokens of each row so far.
    ///   - old: Cells of a row so far.
    ///   - limit: The most tokens of a row, at least 1.
    ///   - device: Where the cache lives.
    public init(lengths before: [Int], capacity old: Int, limit: Int, device: Device) {
        lengths = before.map { min($0 + 1, limit) }
        let capacity = lengths.max() ?? 0
        let zero = Int64(before.count * old + before.count)
        var (sources, mask, lags) = ([Int64](), [Float](), [Int]())
        for (row, (earlier, now)) in zip(before, lengths).enumerated() {
            let first = earlier + 1 - now
            for cell in 0..<capacity {
                switch cell {
                case ..<(now - 1): sources.append(Int64(row * old + first + cell))
                case now - 1: sources.append(Int64(before.count * old + row))
                default: sources.append(zero)
                }
                mask.append(cell < now ? 0 : -.infinity)
                lags.append(max(0, now - 1 - cell))
            }
        }
        self.capacity = capacity
        self.sources = Tensor(sources, device: device)
        self.mask = Tensor(mask, device: device).reshaped([before.count, 1, 1, capacity])
        self.lags = lags
        self.device = device
    }

    /// The cells with the new tokens, `[rows, width]`, in their places.
    func appending(_ tokens: Tensor, to cells: Tensor) -> Tensor {
        let width = tokens.size(1)
        let zero = Tensor.zeros([1, width], device: device)
        return Tensor.concatenated([cells.reshaped([-1, width]), tokens, zero], dimension: 0)
            .indexSelect(0, sources).reshaped([lengths.count, capacity, width])
    }

    /// Softmax attention of each row's new token to all of its row: `[rows, heads · value width]`.
    /// - Parameters:
    ///   - queries: `[rows, heads · width]`.
    ///   - cache: With the new tokens.
    ///   - headCount: Heads.
    ///   - scale: What products are multiplied with.
    ///   - lagBias: Added by distance, `[heads, lags]`; the last entry is for all greater ones.
    func attend(
        _ queries: Tensor, _ cache: TokenCache, headCount: Int, scale: Double, lagBias: Tensor?
    ) -> Tensor {
        func heads(_ cells: Tensor) -> Tensor {
            cells.reshaped([lengths.count, -1, headCount, cells.size(2) / headCount]).permuted([0, 2, 1, 3])
        }
        let queries = heads(queries.unsqueezed(1))
        var scores = queries.matmul(heads(cache.keys).transposed()) * scale + mask
        if let lagBias {
            let last = lagBias.size(1) - 1
            let picks = Tensor(lags.map { Int64(min($0, last)) }, device: device)
            let bias = lagBias.indexSelect(1, picks).reshaped([headCount, lengths.count, 1, capacity])
            scores = scores + bias.permuted([1, 0, 2, 3])
        }
        return scores.softmax().matmul(heads(cache.values)).permuted([0, 2, 1, 3])
            .reshaped([lengths.count, cache.values.size(2)])
    }
}
