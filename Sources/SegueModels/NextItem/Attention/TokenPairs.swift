import Torch

/// Each token of a batch's packed view beside every token of its row up to itself: what additive attention looks at.
///
/// A pair is a number of its own, so memory grows with the square of the rows' lengths: for short histories.
struct TokenPairs {
    /// The token that looks, for each pair: `[pairs]`, `int64`.
    let queries: Tensor
    /// The token looked at: `[pairs]`, `int64`.
    let keys: Tensor
    /// Number of tokens.
    let tokenCount: Int
    /// The token of each prediction: `[predictions]`, `int64`.
    let predictions: Tensor

    /// The pairs of a batch without context.
    init(_ batch: SequenceBatch) {
        var starts: [Int] = []
        var total = 0
        for size in batch.stepSizes {
            starts.append(total)
            total += size
        }
        var (queries, keys): ([Int64], [Int64]) = ([], [])
        for (step, size) in batch.stepSizes.enumerated() {
            for row in 0..<size {
                queries += repeatElement(Int64(starts[step] + row), count: step + 1)
                keys += starts[...step].map { Int64($0 + row) }
            }
        }
        self.queries = Tensor(queries, device: batch.device)
        self.keys = Tensor(keys, device: batch.device)
        tokenCount = total
        predictions = Tensor(
            batch.predictions.map { Int64(starts[$0.step - batch.rows[$0.row].context] + $0.row) }, device: batch.device
        )
    }

    /// `vᵀ σ(a[query] + b[key])` of each pair: `[pairs]`, with `v [width]`.
    func scores(_ a: Tensor, _ b: Tensor, weight v: Tensor) -> Tensor {
        (a.indexSelect(0, queries) + b.indexSelect(0, keys)).sigmoid().matmul(v)
    }

    /// Softmax over the pairs of each token.
    func softmax(_ scores: Tensor) -> Tensor {
        // One number taken off all scores changes nothing, and keeps exponentials in bounds.
        let exponentials = (scores - scores.detached().maximum()).exp()
        let sums = Tensor.zeros([tokenCount], dtype: scores.dtype, device: scores.device)
            .addingRows(exponentials, at: queries)
        return exponentials / sums.indexSelect(0, queries)
    }

    /// `Σ weight · value[key]` over the pairs of each token: `[tokens, width]`.
    func mixed(_ values: Tensor, weights: Tensor) -> Tensor {
        Tensor.zeros([tokenCount, values.size(1)], dtype: values.dtype, device: values.device)
            .addingRows(values.indexSelect(0, keys) * weights.unsqueezed(1), at: queries)
    }

    /// The mean of the values of each token's pairs: `[tokens, width]`.
    func mean(_ values: Tensor) -> Tensor {
        let ones = Tensor.ones([queries.size(0)], dtype: values.dtype, device: values.device)
        let counts = Tensor.zeros([tokenCount], dtype: values.dtype, device: values.device)
            .addingRows(ones, at: queries)
        return mixed(values, weights: ones) / counts.unsqueezed(1)
    }
}
