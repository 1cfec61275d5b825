import CTorch

/// Sparse tensors, as the gradients of large tables are: the rows that were touched, with their indices.
extension Tensor {
    /// Whether only some rows are stored.
    public var isSparse: Bool { handle.map { ct_tensor_is_sparse($0) } ?? false }

    /// The same sparse tensor with each row stored once, in rising order.
    public func coalesced() -> Tensor { Aten.coalesce(.tensor(self)) }

    /// Indices of the stored rows of a coalesced tensor: `[rows]`, `int64`.
    public var sparseRows: Tensor { Aten.sparseIndices(.tensor(self)).reshaped([-1]) }

    /// The stored rows of a coalesced tensor, sharing its memory: `[rows, …]`.
    public var sparseValues: Tensor { Aten.sparseValues(.tensor(self)) }
}
