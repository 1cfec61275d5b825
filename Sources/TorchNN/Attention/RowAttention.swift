import Torch

/// What a pair's score counts in the mixture of values.
public enum AttentionWeighting: Int, Sendable, CaseIterable {
    /// The softmax of a token's scores.
    case softmax = 0
    /// `s · σ(s)` of each score s by itself (Zhai et al. 2024, HSTU).
    case silu = 1
    /// The score itself.
    case plain = 2
}

/// How attention is computed; all ways give the same within rounding.
public enum AttentionKernel: Sendable, CaseIterable {
    /// Row by row, as the equations stand.
    case reference
    /// Rows of like length together, by libtorch's products; on every device.
    case dense
    /// Tile by tile without a matrix of scores, on the CPU.
    case fused
}

/// A learned number for each bucket of the time between two tokens: `min(last, ⌊ln(max(1, |tq − tk|)) ∕ width⌋)`.
public struct TimeBias {
    /// `[heads, buckets]`.
    public let table: Tensor
    /// The moment each token asks at: `[tokens]`, `int64`.
    public let queryTimes: Tensor
    /// The moment each token happened: `[tokens]`, `int64`.
    public let keyTimes: Tensor
    /// Logarithm of what one bucket is wider than the one before.
    public let bucketWidth: Double

    /// Collects the parts.
    public init(table: Tensor, queryTimes: Tensor, keyTimes: Tensor, bucketWidth: Double) {
        self.table = table
        self.queryTimes = queryTimes
        self.keyTimes = keyTimes
        self.bucketWidth = bucketWidth
    }
}

/// Attention with several heads within rows of packed tokens.
///
///     s[i, j] = scale · ⟨q[i], k[j]⟩ + lag[min(|i − j|, lags − 1)] + time[bucket(tq[i] − tk[j])]
///     o[i] = Σ w[i, j] · v[j]  over the tokens j of i's row, where causal those with j ≤ i;  w by the weighting
public struct RowAttention: Sendable {
    /// Heads, which share the width evenly.
    public let headCount: Int
    /// What products of queries and keys are multiplied with.
    public let scale: Double
    /// What a score counts.
    public let weighting: AttentionWeighting
    /// Whether tokens look at themselves and what stands before them alone.
    public let isCausal: Bool
    private let kernel: AttentionKernel?

    private static let fused = Operator("segue::row_attention")
    /// Cells of a group of rows in the dense way.
    private static let cellsAtOnce = 1 << 14

    /// Describes an attention.
    /// - Parameters:
    ///   - headCount: Heads.
    ///   - scale: See ``scale``.
    ///   - weighting: See ``weighting``.
    ///   - isCausal: See ``isCausal``.
    ///   - kernel: How it is computed; nil for what suits device and runtime.
    public init(
        headCount: Int, scale: Double, weighting: AttentionWeighting = .softmax, isCausal: Bool = true,
        kernel: AttentionKernel? = nil
    ) {
        self.headCount = headCount
        self.scale = scale
        self.weighting = weighting
        self.isCausal = isCausal
        self.kernel = kernel
    }

    /// Attends.
    /// - Parameters:
    ///   - queries: `[tokens, heads · width]`.
    ///   - keys: `[tokens, heads · width]`.
    ///   - values: `[tokens, heads · value width]`.
    ///   - rows: How tokens are divided into rows.
    ///   - lagBias: Added to the scores by distance, `[heads, lags]`; the last entry is for all greater ones.
    ///   - timeBias: Added to the scores by time.
    /// - Returns: `[tokens, heads · value width]`.
    public func callAsFunction(
        _ queries: Tensor, _ keys: Tensor, _ values: Tensor, rows: TokenRows, lagBias: Tensor? = nil,
        timeBias: TimeBias? = nil
    ) -> Tensor {
        let chosen = kernel ?? (rows.device == .cpu && !TorchRuntime.usesReferenceKernels ? .fused : .dense)
        guard chosen != .fused else {
            func optional(_ tensor: Tensor?) -> Argument { tensor.map(Argument.tensor) ?? .none }
            return Self.fused(
                .tensor(queries), .tensor(keys), .tensor(values), .tensor(rows.offsetTensor), .integer(headCount),
                .real(scale), .integer(weighting.rawValue), .bool(isCausal), optional(lagBias),
                optional(timeBias?.table), optional(timeBias?.queryTimes), optional(timeBias?.keyTimes),
                .real(timeBias?.bucketWidth ?? 1))
        }
        let groups = groups(of: rows, oneByOne: chosen == .reference)
        var parts: [Tensor] = []
        var places = [Int64](repeating: 0, count: rows.tokenCount)
        var cells = 0
        for group in groups {
            let length = group.map(rows.length).max() ?? 0
            let tokens = group.flatMap { row in (0..<length).map { $0 < rows.length(row) ? rows.offsets[row] + $0 : -1 }
            }
            for (cell, token) in tokens.enumerated() where token >= 0 { places[token] = Int64(cells + cell) }
            cells += tokens.count
            let view = PaddedRows(tokens: tokens, count: group.count, length: length, device: rows.device)
            parts.append(attend(queries, keys, values, in: view, lagBias: lagBias, timeBias: timeBias))
        }
        return Tensor.concatenated(parts, dimension: 0).indexSelect(0, Tensor(places, device: rows.device))
    }

    /// Rows that are computed together: by falling length, none shorter than three quarters of the longest.
    private func groups(of rows: TokenRows, oneByOne: Bool) -> [[Int]] {
        guard !oneByOne else { return (0..<rows.count).map { [$0] } }
        var groups: [[Int]] = []
        for row in (0..<rows.count).sorted(by: { (rows.length($0), $1) > (rows.length($1), $0) }) {
            if let first = groups.last?.first, rows.length(row) * 4 >= rows.length(first) * 3,
                (groups[groups.count - 1].count + 1) * rows.length(first) <= Self.cellsAtOnce
            {
                groups[groups.count - 1].append(row)
            } else {
                groups.append([row])
            }
        }
        return groups
    }

    /// The outcome for all cells of some rows, padding included: `[cells, heads · value width]`.
    private func attend(
        _ queries: Tensor, _ keys: Tensor, _ values: Tensor, in view: PaddedRows, lagBias: Tensor?, timeBias: TimeBias?
    ) -> Tensor {
        let (q, k, v) = (view.heads(queries, headCount), view.heads(keys, headCount), view.heads(values, headCount))
        var scores = q.matmul(k.transposed()) * scale
        if let lagBias { scores = scores + view.lags(lagBias) }
        if let timeBias { scores = scores + view.times(timeBias) }
        let allowed = view.allowed(isCausal: isCausal)
        let weights: Tensor
        switch weighting {
        case .softmax:
            let never = Tensor.full([], -.infinity, dtype: scores.dtype, device: view.device)
            weights = allowed.select(scores, else: never).softmax()
        case .silu: weights = scores * scores.sigmoid() * allowed.to(scores.dtype)
        case .plain: weights = scores * allowed.to(scores.dtype)
        }
        return weights.matmul(v).permuted([0, 2, 1, 3]).reshaped([view.count * view.length, values.size(1)])
    }
}

/// Some rows of tokens with padding behind them.
private struct PaddedRows {
    /// The token of each cell `row · length + column`; −1 for padding.
    let tokens: [Int]
    let count: Int
    let length: Int
    let device: Device

    /// A column of the tokens: `[rows, length, …]`, zeros for padding.
    private func cells(_ matrix: Tensor) -> Tensor {
        let zeros = Tensor.zeros([1] + matrix.shape.dropFirst(), dtype: matrix.dtype, device: device)
        let picks = Tensor(tokens.map { Int64($0 + 1) }, device: device)
        return Tensor.concatenated([zeros, matrix], dimension: 0).indexSelect(0, picks)
            .reshaped([count, length] + matrix.shape.dropFirst())
    }

    /// `[rows, heads, length, width]`.
    func heads(_ matrix: Tensor, _ headCount: Int) -> Tensor {
        cells(matrix).reshaped([count, length, headCount, matrix.size(1) / headCount]).permuted([0, 2, 1, 3])
    }

    /// Which pairs count: `[rows, 1, length, length]`, `bool`.
    func allowed(isCausal: Bool) -> Tensor {
        var flags: [Int64] = []
        flags.reserveCapacity(count * length * length)
        for row in 0..<count {
            for query in 0..<length {
                for key in 0..<length {
                    flags.append((isCausal ? key <= query : tokens[row * length + key] >= 0) ? 1 : 0)
                }
            }
        }
        let one = Tensor([Int64(1)], device: device)
        return Tensor(flags, device: device).reshaped([count, 1, length, length]).equal(to: one)
    }

    /// The bias of lags: `[heads, length, length]`.
    func lags(_ table: Tensor) -> Tensor {
        let last = table.size(1) - 1
        let lags = (0..<length).flatMap { query in (0..<length).map { Int64(min(abs(query - $0), last)) } }
        return table.indexSelect(1, Tensor(lags, device: device)).reshaped([table.size(0), length, length])
    }

    /// The bias of times: `[rows, heads, length, length]`.
    func times(_ bias: TimeBias) -> Tensor {
        let gaps = cells(bias.queryTimes).unsqueezed(2) - cells(bias.keyTimes).unsqueezed(1)
        let width = Tensor.full([], bias.bucketWidth, dtype: .float64, device: device)
        // In double precision, for whole numbers would become single where they are compared.
        let buckets = gaps.to(.float64).abs().clamped(minimum: 1).log() / width
        let last = Double(bias.table.size(1) - 1)
        let known = (-(-buckets).clamped(minimum: -last)).to(.int64)
        return bias.table.indexSelect(1, known.reshaped([-1]))
            .reshaped([bias.table.size(0), count, length, length]).permuted([1, 0, 2, 3])
    }
}
