import SegueData
import Torch
import TorchNN

/// A matrix of ratings, items × users, of which few cells are rated.
struct RatingMatrix {
    /// The rated cells.
    let cells: SparsePattern
    /// Their ratings: `[cells]`.
    let values: Tensor

    /// The cells that a kernel of 3 × 3 sees a rating from.
    func neighborhoods() throws -> Neighborhoods {
        let (height, width) = (cells.rowCount, cells.columnCount)
        let (rows, columns): ([Int64], [Int64]) = (try cells.rowIndices.array(), try cells.columnIndices.array())
        let ratings: [Float] = try values.array()
        /// Calls `body` with the place in the matrix that sees a rating at a place of the kernel.
        func forEach(_ body: (_ place: Int, _ ofKernel: Int, _ rating: Float) -> Void) {
            for (index, rating) in ratings.enumerated() {
                for ofKernel in 0..<9 {
                    let row = Int(rows[index]) + 1 - ofKernel / 3
                    let column = Int(columns[index]) + 1 - ofKernel % 3
                    guard row >= 0, row < height, column >= 0, column < width else { continue }
                    body(row * width + column, ofKernel, rating)
                }
            }
        }
        var numbers = [Int32](repeating: -1, count: height * width)
        forEach { place, _, _ in numbers[place] = 0 }
        var places: [Int] = []
        for place in numbers.indices where numbers[place] == 0 {
            numbers[place] = Int32(truncatingIfNeeded: places.count)
            places.append(place)
        }
        var seen = [Float](repeating: 0, count: 9 * places.count)
        forEach { place, ofKernel, rating in seen[ofKernel * places.count + Int(numbers[place])] = rating }
        let pattern = SparsePattern(
            rows: places.map { Int32(truncatingIfNeeded: $0 / width) },
            columns: places.map { Int32(truncatingIfNeeded: $0 % width) }, rowCount: height, columnCount: width)
        return Neighborhoods(cells: pattern, ratings: Tensor(seen, shape: [9, places.count]))
    }

    /// A rating matrix as a convolution of 3 × 3 sees it, which makes each cell of nine: of its own and its neighbors.
    struct Neighborhoods {
        /// The cells that have a rating among the nine.
        let cells: SparsePattern
        /// The nine ratings, row by row, 0 where there is none: `[9, cells]`.
        let ratings: Tensor

        /// The matrix convolved with a kernel `[1, 9]` that is not flipped, zeros beyond the border: `[cells]`.
        func convolved(with kernel: Tensor) -> Tensor { kernel.matmul(ratings).reshaped([-1]) }
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
