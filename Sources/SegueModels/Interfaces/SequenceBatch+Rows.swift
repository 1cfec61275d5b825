import SegueData
import Torch
import TorchNN

/// The row-major view of a batch: each row's interactions, context included, one row after the other without padding.
public struct RowMajorSequences {
    /// Item index of each token: `[tokens]`, `int64`.
    public let items: Tensor
    /// How tokens are divided into rows.
    public let rows: TokenRows
    /// The token of each prediction, in their order: `[predictions]`, `int64`.
    public let predictions: Tensor
    /// For each token its row of the columns.
    public let columnRows: [Int]
    /// When each token happened, and when what follows it did or is asked for, in seconds since 1970; all 0 without times.
    public let times: [Int64], nextTimes: [Int64]
}

extension SequenceBatch {
    /// The rows one after the other.
    /// - Parameter longest: The most interactions of a row that are read.
    /// - Precondition: no row is longer than `longest`.
    public func rowMajor(to longest: Int = .max) -> RowMajorSequences {
        let lengths = rows.map(\.interactions.count)
        precondition(
            lengths.allSatisfy { $0 <= longest },
            "a row of \(lengths.max() ?? 0) interactions where \(longest) are read")
        let columnRows = rows.flatMap(\.interactions)
        let tokenRows = TokenRows(lengths: lengths, device: device)
        let places = predictions.map { Int64(tokenRows.offsets[$0.row] + $0.step) }
        return RowMajorSequences(
            items: Tensor(columnRows.map { Int64(columns.items[$0]) }, device: device), rows: tokenRows,
            predictions: Tensor(places, device: device), columnRows: columnRows, times: times(of: columnRows),
            nextTimes: nextTimes(of: columnRows))
    }

    private func times(of columnRows: [Int]) -> [Int64] {
        guard let times = columns.times else { return columnRows.map { _ in 0 } }
        return columnRows.map { times[$0] / columns.timeUnit.perSecond }
    }

    /// What follows a row's last token without anything being known of it counts as happening with that.
    private func nextTimes(of columnRows: [Int]) -> [Int64] {
        guard let times = columns.times else { return columnRows.map { _ in 0 } }
        return rows.flatMap { row in
            row.interactions.map { interaction in
                let isLast = interaction == row.interactions.upperBound - 1
                let follows = !isLast || (knowsTargets && interaction + 1 < times.count)
                let time = isLast ? row.nextTime : nil
                return (time ?? times[follows ? interaction + 1 : interaction]) / columns.timeUnit.perSecond
            }
        }
    }
}

/// Whose time a bias of times measures from.
public enum QuestionTime: String, Codable, Sendable, CaseIterable {
    /// That of the item which is to be said: when it happened, or the moment asked about. A model that reads it knows more
    /// than one that does not, and a result must say so.
    case target
    /// That of the last item read.
    case lastItem = "last-item"
}

extension RowMajorSequences {
    /// Item vectors times √width, plus the vector of each token's position from its row's start: `[tokens, width]`.
    func placed(_ items: Embedding, positions: Parameter) -> Tensor {
        let scaled = items(self.items) * Double(positions.value.size(1)).squareRoot()
        return scaled + positions.value.indexSelect(0, rows.positionsFromStart())
    }

    /// A bias by the time between each token and the moment that a later token asks at.
    /// - Parameters:
    ///   - table: `[heads, buckets]`.
    ///   - width: Logarithm of what one bucket is wider than the one before.
    ///   - question: Whose moment that is.
    func timeBias(_ table: Tensor, width: Double, question: QuestionTime) -> TimeBias {
        let known = Tensor(times, device: rows.device)
        let asked = question == .target ? Tensor(nextTimes, device: rows.device) : known
        return TimeBias(table: table, queryTimes: asked, keyTimes: known, bucketWidth: width)
    }
}
