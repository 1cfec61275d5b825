/// Sums, means and what is built on them.
extension Tensor {
    /// Sum of all elements.
    public func sum() -> Tensor { Aten.sum(.tensor(self)) }
    /// Sum along dimensions.
    public func sum(_ dimensions: [Int], keepingDimensions: Bool = false) -> Tensor {
        Aten.sumDimensions(.tensor(self), .integers(dimensions), .bool(keepingDimensions))
    }
    /// Euclidean norm of all elements together.
    public func norm() -> Tensor { Aten.norm(.tensor(self)) }
    /// Euclidean norm along a dimension, which stays with size 1.
    public func norm(_ dimension: Int) -> Tensor {
        Aten.norm(.tensor(self), .real(2), .integers([dimension]), .bool(true))
    }
    /// The largest of all elements.
    public func maximum() -> Tensor { Aten.max(.tensor(self)) }
    /// Sums of the elements up to each one, along a dimension.
    public func cumulativeSum(_ dimension: Int) -> Tensor { Aten.cumulativeSum(.tensor(self), .integer(dimension)) }
    /// Mean of all elements.
    public func mean() -> Tensor { Aten.mean(.tensor(self)) }
    /// `log Σ eˣ` along a dimension, without overflow.
    public func logSumExp(_ dimension: Int, keepingDimension: Bool = false) -> Tensor {
        Aten.logSumExp(.tensor(self), .integers([dimension]), .bool(keepingDimension))
    }
    /// Probabilities along a dimension.
    public func softmax(_ dimension: Int = -1) -> Tensor { Aten.softmax(.tensor(self), .integer(dimension)) }
    /// Log-probabilities along a dimension.
    public func logSoftmax(_ dimension: Int = -1) -> Tensor { Aten.logSoftmax(.tensor(self), .integer(dimension)) }
    /// The `count` largest along the last dimension, in order: values and `int64` positions.
    public func topK(_ count: Int) -> (values: Tensor, indices: Tensor) {
        let results = Aten.topK.tensors(.tensor(self), .integer(count), count: 2)
        return (results[0], results[1])
    }
}
