import SegueData
import Torch
import TorchNN

/// A matrix of ratings, items × users, of which few cells are rated.
struct RatingMatrix {
    /// The rated cells.
    let cells: SparsePattern
    /// Their ratings: `[cells]`.
    let values: Tensor

    /// The matrix with zeros where nothing is rated.
    func dense() -> Tensor {
        let width = cells.columnCount
        let places = cells.rowIndices * Tensor.full([], Double(width), dtype: .int64) + cells.columnIndices
        let matrix = Tensor.zeros([cells.rowCount * width])
        matrix.copyRows(values, to: places)
        return matrix.reshaped([cells.rowCount, width])
    }
}

/// In which order items and users stand in the matrix: ascending by id, for a convolution sees neighbors.
struct MatrixOrder {
    /// Indices of the items by row.
    let items: [Int32]
    /// Indices of the users by column.
    let users: [Int32]
    private let rowOfItem: [Int32]
    private let columnOfUser: [Int32]

    init(_ log: InteractionLog) {
        items = log.items.indicesInOrderOfId
        users = log.users.indicesInOrderOfId
        func inverse(_ order: [Int32]) -> [Int32] {
            var places = [Int32](repeating: -1, count: order.count + 1)
            for (place, index) in order.enumerated() { places[Int(index)] = Int32(truncatingIfNeeded: place) }
            return places
        }
        rowOfItem = inverse(items)
        columnOfUser = inverse(users)
    }

    /// Some examples as cells; of a cell rated twice the later rating.
    func ratings(_ examples: ExampleSet, rows: [Int]) -> RatingMatrix {
        var latest: [Int: Int] = [:]
        for row in rows.sorted() {
            let (item, user) = (rowOfItem[Int(examples.items[row])], columnOfUser[Int(examples.trainedUsers[row])])
            if item >= 0, user >= 0 { latest[Int(item) * users.count + Int(user)] = row }
        }
        let cells = latest.keys.sorted()
        let pattern = SparsePattern(
            rows: cells.map { Int32(truncatingIfNeeded: $0 / users.count) },
            columns: cells.map { Int32(truncatingIfNeeded: $0 % users.count) }, rowCount: items.count,
            columnCount: users.count)
        let values = cells.map { cell in latest[cell].map { examples.labels[$0] } ?? 0 }
        return RatingMatrix(cells: pattern, values: Tensor(values))
    }

    /// A table by index out of one in the matrix' order: row 0, and the rows of those not met, are the mean of the others.
    func rows(of table: [Float], width: Int, _ order: [Int32], met: Set<Int32>?) -> [Float] {
        var rows = [Float](repeating: 0, count: (order.count + 1) * width)
        var sums = [Double](repeating: 0, count: width)
        var missing = [0]
        for (place, index) in order.enumerated() {
            guard met?.contains(index) ?? true else {
                missing.append(Int(index))
                continue
            }
            for unit in 0..<width {
                rows[Int(index) * width + unit] = table[place * width + unit]
                sums[unit] += Double(table[place * width + unit])
            }
        }
        let count = Double(max(1, order.count + 1 - missing.count))
        for row in missing {
            for unit in 0..<width { rows[row * width + unit] = Float(sums[unit] / count) }
        }
        return rows
    }
}
