/// One batch of windows: rows of the log's columns, of which nothing is copied; plain buffers that are filled anew for each
/// batch.
///
/// Row r is a window of one user's sequence: at step t < `lengths[r]` a model reads row `logRows[r] + t` of ``columns`` and
/// predicts the item of the row behind it. Rows are ordered by falling length, equal ones by lane, so that the rows active
/// at a step are always the first ones: see `activeRows(at:)`.
public struct WindowBatch: Equatable, Sendable {
    /// What the windows are rows of.
    public internal(set) var columns = InteractionColumns(items: [])
    /// The number of rows.
    public internal(set) var rowCount = 0
    /// The number of steps: the longest row's length, never more than the window's.
    public internal(set) var length = 0
    /// `[rowCount]` numbers of transitions, falling.
    public internal(set) var lengths: [Int32] = []
    /// `[rowCount]` user indices, from 1.
    public internal(set) var users: [Int32] = []
    /// `[rowCount]` rows of the batch before in which the same sequence was walked up to here and whose last hidden
    /// state this row starts from, or −1 for a fresh state.
    public internal(set) var previousRow: [Int32] = []
    /// `[rowCount]` rows of the log that hold the first input; the inputs are consecutive there.
    public internal(set) var logRows: [Int] = []
    /// `[rowCount]` rows of the log with the first interaction of the row's user.
    public internal(set) var firstRows: [Int] = []
    /// The number of transitions: the sum of `lengths`.
    public internal(set) var transitionCount = 0

    /// An empty batch, to be filled by `SequenceWindows.next(into:)`.
    public init() {}

    /// How many rows, counted from the first, have a transition at a step.
    public func activeRows(at step: Int) -> Int {
        var low = 0
        var high = lengths.count
        while low < high {
            let middle = low + (high - low) / 2
            if Int(lengths[middle]) > step { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// `[rowCount × length]` item indices read, padding (0) behind a row's end.
    public var inputs: [Int32] { padded(behind: 0) }
    /// `[rowCount × length]` item indices to be predicted, padding (0) behind a row's end.
    public var targets: [Int32] { padded(behind: 1) }

    private func padded(behind offset: Int) -> [Int32] {
        var items = [Int32](repeating: Vocabulary.padding, count: rowCount * length)
        for row in 0..<rowCount {
            for step in 0..<Int(lengths[row]) {
                items[row * length + step] = columns.items[logRows[row] + step + offset]
            }
        }
        return items
    }

    /// Makes the buffers as long as needed, keeping their storage.
    mutating func resize(rows: Int, length: Int) {
        rowCount = rows
        self.length = length
        transitionCount = 0
        lengths.resize(to: rows)
        users.resize(to: rows)
        previousRow.resize(to: rows)
        logRows.resize(to: rows)
        firstRows.resize(to: rows)
    }
}
