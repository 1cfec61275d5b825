import Torch
import TorchNN

/// What representations are multiplied with to score the catalog: an output layer's weight, or the embedding itself.
public struct ItemTable {
    /// One row per item, behind ``firstRow`` others: `[firstRow + items, hidden]`.
    public let weight: Parameter
    /// `[items]`; nil for none.
    public let bias: Parameter?
    /// The row of the first item: 1 where the table is an embedding, whose row 0 belongs to padding; else 0.
    public let firstRow: Int
    /// What cosines are divided by where scores are those, see ``scaled(_:)``; nil where they are plain products.
    public let temperature: Double?

    /// A table.
    public init(weight: Parameter, bias: Parameter? = nil, firstRow: Int, temperature: Double? = nil) {
        self.weight = weight
        self.bias = bias
        self.firstRow = firstRow
        self.temperature = temperature
    }

    /// The table of an output layer.
    public init(_ output: Linear) { self.init(weight: output.weight, bias: output.bias, firstRow: 0) }

    /// The table of an embedding, used for input and output alike ("tied").
    public init(tied embedding: Embedding, bias: Parameter? = nil, temperature: Double? = nil) {
        self.init(weight: embedding.weight, bias: bias, firstRow: 1, temperature: temperature)
    }

    /// Number of items.
    public var itemCount: Int { weight.value.size(0) - firstRow }

    /// What the items' scores are products with, `[items, hidden]`: their rows, of length 1 where scores are cosines.
    public var rows: Tensor {
        let rows = firstRow == 0 ? weight.value : weight.value.slice(0, firstRow..<weight.value.size(0))
        return temperature == nil ? rows : Self.ofLengthOne(rows)
    }

    /// What a model does to its representations before they meet this table: nothing, or `h ∕ (‖h‖ · temperature)`.
    public func scaled(_ representations: Tensor) -> Tensor {
        temperature.map { Self.ofLengthOne(representations) * (1 / $0) } ?? representations
    }

    private static func ofLengthOne(_ vectors: Tensor) -> Tensor {
        vectors / vectors.norm(1).clamped(minimum: 1e-6)
    }

    /// The same of some items, given as score columns (item index − 1): `[columns, hidden]`.
    public func rows(of columns: Tensor) -> Tensor {
        let rows = weight.value.embedding(
            firstRow == 0 ? columns : columns + Tensor([Int64(firstRow)], device: columns.device),
            hasSparseGradient: weight.hasSparseGradient)
        return temperature == nil ? rows : Self.ofLengthOne(rows)
    }

    /// Scores of all items: `[rows, items]`.
    public func scores(_ representations: Tensor) -> Tensor {
        representations.linear(rows, bias: bias?.value)
    }
}
