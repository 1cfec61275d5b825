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

    /// A table.
    public init(weight: Parameter, bias: Parameter? = nil, firstRow: Int) {
        self.weight = weight
        self.bias = bias
        self.firstRow = firstRow
    }

    /// The table of an output layer.
    public init(_ output: Linear) { self.init(weight: output.weight, bias: output.bias, firstRow: 0) }

    /// The table of an embedding, used for input and output alike ("tied").
    public init(tied embedding: Embedding, bias: Parameter? = nil) {
        self.init(weight: embedding.weight, bias: bias, firstRow: 1)
    }

    /// Number of items.
    public var itemCount: Int { weight.value.size(0) - firstRow }

    /// The items' rows alone: `[items, hidden]`.
    public var rows: Tensor { firstRow == 0 ? weight.value : weight.value.slice(0, firstRow..<weight.value.size(0)) }

    /// The rows of some items, given as score columns (item index − 1): `[columns, hidden]`.
    public func rows(of columns: Tensor) -> Tensor {
        weight.value.embedding(
            firstRow == 0 ? columns : columns + Tensor([Int64(firstRow)], device: columns.device),
            hasSparseGradient: weight.hasSparseGradient)
    }

    /// Scores of all items: `[rows, items]`.
    public func scores(_ representations: Tensor) -> Tensor {
        representations.linear(rows, bias: bias?.value)
    }
}
