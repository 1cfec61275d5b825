import Torch

/// The cells of a large matrix that have a value, in rows and in columns: a graph's edges, a table's known entries.
///
/// Of such a matrix two products are wanted, and each is the gradient of the other: the matrix times a dense one, and the
/// products of the rows of two dense ones at the cells. Neither makes an array of cells × width.
public final class SparsePattern {
    /// Rows of the matrix.
    public let rowCount: Int
    /// Columns of the matrix.
    public let columnCount: Int
    /// Where the cells stood in the lists given: a value of cell `i` is one of the given cell `order[i]`.
    public let order: [Int]
    /// The cells' columns in order: `[cells]`, `int64`.
    public private(set) lazy var columnIndices = columns.to(.int64)
    /// The cells' rows in order: `[cells]`, `int64`.
    public private(set) lazy var rowIndices = rowsInOrder.to(.int64)

    private let offsets: Tensor
    private let columns: Tensor
    private let rowsInOrder: Tensor
    private let columnOffsets: Tensor
    private let rows: Tensor
    private let positions: Tensor

    /// Number of cells.
    public var count: Int { order.count }

    /// Orders cells by row and, within a row, as given.
    /// - Precondition: as many rows as columns, each within its count.
    public init(rows: [Int32], columns: [Int32], rowCount: Int, columnCount: Int) {
        precondition(rows.count == columns.count, "one row and one column per cell")
        self.rowCount = rowCount
        self.columnCount = columnCount
        let byRow = Self.sorted(rows, count: rowCount)
        let (rowsInOrder, columnsInOrder) = (byRow.order.map { rows[$0] }, byRow.order.map { columns[$0] })
        let byColumn = Self.sorted(columnsInOrder, count: columnCount)
        order = byRow.order
        offsets = Tensor(byRow.offsets)
        self.columns = Tensor(columnsInOrder)
        self.rowsInOrder = Tensor(rowsInOrder)
        columnOffsets = Tensor(byColumn.offsets)
        self.rows = Tensor(byColumn.order.map { rowsInOrder[$0] })
        positions = Tensor(byColumn.order.map { Int32(truncatingIfNeeded: $0) })
    }

    /// A counting sort: the order, and where each key begins.
    private static func sorted(_ keys: [Int32], count: Int) -> (order: [Int], offsets: [Int32]) {
        var offsets = [Int32](repeating: 0, count: count + 1)
        for key in keys { offsets[Int(key) + 1] += 1 }
        for key in 0..<count { offsets[key + 1] += offsets[key] }
        var next = offsets
        var order = [Int](repeating: 0, count: keys.count)
        for (index, key) in keys.enumerated() {
            order[Int(next[Int(key)])] = index
            next[Int(key)] += 1
        }
        return (order, offsets)
    }

    /// The matrix of these values, `[cells]`, times a dense one, `[columns, width]`: `[rows, width]`.
    public func product(_ values: Tensor, _ dense: Tensor) -> Tensor {
        guard dense.device == .cpu, !TorchRuntime.usesReferenceKernels else { return plainProduct(values, dense) }
        return Self.productOperator(
            .tensor(offsets), .tensor(columns), .tensor(columnOffsets), .tensor(rows), .tensor(positions),
            .tensor(values), .tensor(dense))
    }

    /// At each cell the product of a row of `left`, `[rows, width]`, and one of `right`, `[columns, width]`: `[cells]`.
    public func sample(_ left: Tensor, _ right: Tensor) -> Tensor {
        guard left.device == .cpu, !TorchRuntime.usesReferenceKernels else { return plainSample(left, right) }
        return Self.sampleOperator(
            .tensor(offsets), .tensor(columns), .tensor(columnOffsets), .tensor(rows), .tensor(positions),
            .tensor(left), .tensor(right))
    }

    /// ``product(_:_:)`` in tensor operations.
    func plainProduct(_ values: Tensor, _ dense: Tensor) -> Tensor {
        let device = dense.device
        return Tensor.zeros([rowCount, dense.size(1)], dtype: dense.dtype, device: device).addingRows(
            dense.indexSelect(0, columnIndices.to(device)) * values.unsqueezed(1), at: rowIndices.to(device))
    }

    /// ``sample(_:_:)`` in tensor operations.
    func plainSample(_ left: Tensor, _ right: Tensor) -> Tensor {
        let device = left.device
        return (left.indexSelect(0, rowIndices.to(device)) * right.indexSelect(0, columnIndices.to(device))).sum([1])
    }

    private static let productOperator = Operator("segue::csr_product")
    private static let sampleOperator = Operator("segue::csr_sample")
}
