/// Shapes, slices and look-ups. Views share memory with the tensor they are taken from.
extension Tensor {
    /// The same elements in another shape; one size may be −1 and is then computed.
    public func reshaped(_ shape: [Int]) -> Tensor { Aten.reshape(.tensor(self), .integers(shape)) }
    /// The view at one position of a dimension, which disappears.
    public func select(_ dimension: Int, at index: Int) -> Tensor {
        Aten.select(.tensor(self), .integer(dimension), .integer(index))
    }
    /// The view of a range of a dimension.
    public func slice(_ dimension: Int, _ range: Range<Int>) -> Tensor {
        Aten.narrow(.tensor(self), .integer(dimension), .integer(range.lowerBound), .integer(range.count))
    }
    /// Views of consecutive parts of a dimension.
    public func split(_ sizes: [Int], dimension: Int) -> [Tensor] {
        Aten.split.tensors(.tensor(self), .integers(sizes), .integer(dimension), count: sizes.count)
    }
    /// Two dimensions exchanged.
    public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
        Aten.transpose(.tensor(self), .integer(first), .integer(second))
    }
    /// Dimensions in another order.
    public func permuted(_ order: [Int]) -> Tensor { Aten.permute(.tensor(self), .integers(order)) }
    /// A new dimension of size 1.
    public func unsqueezed(_ dimension: Int) -> Tensor { Aten.unsqueeze(.tensor(self), .integer(dimension)) }
    /// A dimension of size 1 taken away.
    public func squeezed(_ dimension: Int) -> Tensor { Aten.squeeze(.tensor(self), .integer(dimension)) }
    /// Dimensions of size 1 repeated, without a copy.
    public func expanded(_ shape: [Int]) -> Tensor { Aten.expand(.tensor(self), .integers(shape)) }
    /// Rows (or other slices) picked by an index tensor.
    public func indexSelect(_ dimension: Int, _ indices: Tensor) -> Tensor {
        Aten.indexSelect(.tensor(self), .integer(dimension), .tensor(indices))
    }
    /// The same with `rows[i]` added at `indices[i]` of the first dimension, `int64`, in the order in which they stand.
    public func addingRows(_ rows: Tensor, at indices: Tensor) -> Tensor {
        Aten.indexAdd(.tensor(self), .integer(0), .tensor(indices), .tensor(rows))
    }
    /// Single elements along a dimension, picked by an `int64` tensor of the same rank.
    public func gather(_ dimension: Int, _ indices: Tensor) -> Tensor {
        Aten.gather(.tensor(self), .integer(dimension), .tensor(indices))
    }
    /// Rows of a table `[rows, width]` by index: `[…]` gives `[…, width]`. The padding row gets no gradient.
    ///
    /// - Parameters:
    ///   - indices: `int64`.
    ///   - paddingIndex: The padding row; −1 for none.
    ///   - hasSparseGradient: Whether the table's gradient holds the touched rows only, as a sparse tensor.
    public func embedding(_ indices: Tensor, paddingIndex: Int = -1, hasSparseGradient: Bool = false) -> Tensor {
        Aten.embedding(
            .tensor(self), .tensor(indices), .integer(paddingIndex), .bool(false), .bool(hasSparseGradient))
    }
    /// Weighted sums of a table's rows `[rows, width]`, one per bag: `[bags, width]`. An empty bag gives zeros.
    ///
    /// - Parameters:
    ///   - indices: The rows of all bags one after another, `[entries]`, `int64`.
    ///   - weights: What each entry counts, `[entries]`.
    ///   - starts: Where each bag begins, `[bags]`, `int64`.
    ///   - hasSparseGradient: Whether the table's gradient holds the touched rows only, as a sparse tensor.
    public func embeddingSums(
        _ indices: Tensor, weights: Tensor, starts: Tensor, hasSparseGradient: Bool = false
    ) -> Tensor {
        Aten.embeddingBag.tensors(
            .tensor(self), .tensor(indices), .tensor(starts), .bool(false), .integer(0), .bool(hasSparseGradient),
            .tensor(weights), count: 4)[0]
    }
    /// Tensors joined along an existing dimension.
    public static func concatenated(_ tensors: [Tensor], dimension: Int) -> Tensor {
        Aten.cat(.tensors(tensors), .integer(dimension))
    }
    /// Tensors of equal shape joined along a new dimension.
    public static func stacked(_ tensors: [Tensor], dimension: Int) -> Tensor {
        Aten.stack(.tensors(tensors), .integer(dimension))
    }
    /// Zero mean and unit variance over the last dimension, then scale and shift.
    public func layerNormalized(weight: Tensor?, bias: Tensor?, epsilon: Double) -> Tensor {
        Aten.layerNorm(
            .tensor(self), .integers([size(-1)]), .optional(weight), .optional(bias), .real(epsilon))
    }
    /// Divided by the root of the mean square over the last dimension, then scaled.
    public func rootMeanSquareNormalized(weight: Tensor?, epsilon: Double) -> Tensor {
        Aten.rmsNorm(.tensor(self), .integers([size(-1)]), .optional(weight), .real(epsilon))
    }
}
