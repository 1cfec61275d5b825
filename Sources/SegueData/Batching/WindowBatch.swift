/// One batch of windows: plain buffers that are filled anew for each batch, so that an epoch allocates nothing.
///
/// Row r is a window of one user's sequence: at step t the model reads `inputs[r × length + t]` and predicts
/// `targets[r × length + t]`, for t < `lengths[r]`. Behind that both hold padding (0). Rows are ordered by falling
/// length, equal ones by lane, so that the rows active at a step are always the first ones: see `activeRows(at:)`.
public struct WindowBatch: Equatable, Sendable {
    /// The number of rows.
    public internal(set) var rowCount = 0
    /// The number of steps: the longest row's length, never more than the window's.
    public internal(set) var length = 0
    /// `[rowCount × length]` item indices read.
    public internal(set) var inputs: [Int32] = []
    /// `[rowCount × length]` item indices to be predicted.
    public internal(set) var targets: [Int32] = []
    /// `[rowCount]` numbers of transitions, falling.
    public internal(set) var lengths: [Int32] = []
    /// `[rowCount]` user indices, from 1.
    public internal(set) var users: [Int32] = []
    /// `[rowCount]` rows of the batch before in which the same sequence was walked up to here and whose last hidden
    /// state this row starts from, or −1 for a fresh state.
    public internal(set) var previousRow: [Int32] = []
    /// `[rowCount]` rows of the log that hold the first input; the inputs are consecutive there. Gives access to
    /// any other column.
    public internal(set) var logRows: [Int] = []
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

    /// Makes the buffers as long as needed, keeping their storage; inputs and targets are padding where rows are short.
    mutating func resize(rows: Int, length: Int) {
        rowCount = rows
        self.length = length
        transitionCount = 0
        inputs.resize(to: rows * length)
        targets.resize(to: rows * length)
        lengths.resize(to: rows)
        users.resize(to: rows)
        previousRow.resize(to: rows)
        logRows.resize(to: rows)
    }
}
