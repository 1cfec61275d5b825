import Torch

/// A table of learned vectors, one a row. Row 0 stands for padding: it is zero and stays so.
public final class Embedding: Module {
    /// Index of the padding row.
    public static let paddingIndex = 0

    /// `[count + 1, size]`; row 0 is the padding row.
    public let weight: Parameter

    /// Draws vectors for indices 1…`count`.
    public init(count: Int, size: Int, initializer: Initializer, generator: Generator) {
        let table = initializer([count + 1, size], generator: generator)
        table.select(0, at: Self.paddingIndex).fill(0)
        weight = Parameter(table, isTable: true)
    }

    /// Indices `[…]` → vectors `[…, size]`; the padding row gets no gradient.
    public func callAsFunction(_ indices: Tensor) -> Tensor {
        weight.value.embedding(
            indices, paddingIndex: Self.paddingIndex, hasSparseGradient: weight.hasSparseGradient)
    }
}
