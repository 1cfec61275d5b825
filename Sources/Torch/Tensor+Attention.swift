/// Attention in one operation, by the kernel that suits device and shapes.
extension Tensor {
    /// `softmax(q · kᵀ / √width) · v` with this tensor as the queries.
    ///
    /// - Parameters:
    ///   - keys: `[rows, heads, memory, width]`; the queries are `[rows, heads, length, width]`.
    ///   - values: `[rows, heads, memory, width]`.
    ///   - mask: Added to the scores before the softmax, of a shape that broadcasts to `[rows, heads, length, memory]`.
    /// - Returns: `[rows, heads, length, width]`.
    public func attention(keys: Tensor, values: Tensor, mask: Tensor? = nil) -> Tensor {
        Aten.scaledDotProductAttention(.tensor(self), .tensor(keys), .tensor(values), .optional(mask))
    }
}
