import SegueData
import Torch

/// The padded view of a batch: rows of one length, with padding in front.
///
/// The last interaction of every row stands in the last column; so positions counted from the end mean the same in all rows.
public struct PaddedSequences {
    /// Number of columns.
    public let length: Int
    /// Item indices, 0 for padding: `[rows, length]`, `int64`.
    public let items: Tensor
    /// Number of padding columns of each row.
    public let paddings: [Int]
    /// Where the tensors live.
    public let device: Device
    /// For each prediction its place `row · length + column`: `[predictions]`, `int64`.
    public let predictions: Tensor
    /// For each cell its row of the columns; −1 for padding.
    public let rowsOfCells: [Int]
}

extension PaddedSequences {
    /// What attention adds to its scores so that no position looks at padding or behind itself: `[rows, 1, length, length]`,
    /// 0 or −10⁹. Padding looks at itself.
    public func causalMask() -> Tensor {
        let forbidden: Float = -1e9
        var mask = [Float](repeating: 0, count: paddings.count * length * length)
        for (row, padding) in paddings.enumerated() {
            for query in 0..<length {
                let start = (row * length + query) * length
                for key in 0..<length where key > query || (key < padding && key != query) {
                    mask[start + key] = forbidden
                }
            }
        }
        return Tensor(mask, device: device).reshaped([paddings.count, 1, length, length])
    }
}

extension SequenceBatch {
    /// The rows, context included, with padding in front: `[rows, length]` of the longest row.
    /// - Parameter longest: The most columns wanted.
    /// - Precondition: no row is longer than `longest`.
    public func padded(to longest: Int = .max) -> PaddedSequences {
        let length = rows.lazy.map(\.interactions.count).max() ?? 0
        precondition(length <= longest, "a row of \(length) interactions where \(longest) are read")
        var items = [Int64](repeating: Int64(Vocabulary.padding), count: rows.count * length)
        var cells = [Int](repeating: -1, count: rows.count * length)
        let paddings = rows.map { length - $0.interactions.count }
        for (index, row) in rows.enumerated() {
            for (step, interaction) in row.interactions.enumerated() {
                let cell = index * length + paddings[index] + step
                items[cell] = Int64(columns.items[interaction])
                cells[cell] = interaction
            }
        }
        let places = predictions.map { Int64($0.row * length + paddings[$0.row] + $0.step) }
        return PaddedSequences(
            length: length, items: Tensor(items, device: device).reshaped([rows.count, length]), paddings: paddings,
            device: device, predictions: Tensor(places, device: device), rowsOfCells: cells)
    }

    /// Another column, padded with 0 as ``padded(to:)``: `[rows, length]`.
    public func padded(_ column: [Float], as view: PaddedSequences) -> Tensor {
        Tensor(view.rowsOfCells.map { $0 < 0 ? 0 : column[$0] }, device: device).reshaped([rows.count, view.length])
    }
}

extension SequenceBatch {
    /// Histories of the examples of a batch, one row each, in any order of lengths; none may be empty.
    ///
    /// - Parameters:
    ///   - histories: Interactions, read whole.
    ///   - users: Their users.
    ///   - device: Where the model's parameters live.
    /// - Returns: A batch whose predictions are the last tokens, in the order of `histories`.
    public convenience init(histories: [History], users: [Int32], device: Device) {
        var items: [Int32] = []
        var ranges: [Range<Int>] = []
        for history in histories {
            ranges.append(items.count..<items.count + history.count)
            items += history.items
        }
        let order = histories.indices.sorted { (ranges[$0].count, $1) > (ranges[$1].count, $0) }
        var rowOf = [Int](repeating: 0, count: order.count)
        for (row, index) in order.enumerated() { rowOf[index] = row }
        self.init(
            columns: InteractionColumns(items: items),
            rows: order.map { Row(user: users[$0], interactions: ranges[$0]) },
            predictions: histories.indices.map { Prediction(row: rowOf[$0], step: ranges[$0].count - 1) },
            device: device)
    }
}
