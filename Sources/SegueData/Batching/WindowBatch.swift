/// How sequences are cut into the windows of stateful recurrent training.
public struct WindowConfiguration: Codable, Equatable, Sendable {
    /// Where a sequence whose length is no multiple of the window has its short window.
    public enum Alignment: String, Codable, CaseIterable, Sendable {
        /// Windows are full from the start; the last one is short.
        case start
        /// Windows are full up to the end; the first one is short.
        case end
    }

    /// The number of transitions that gradients flow through, the paper's "unfold dimension".
    public var windowLength: Int
    /// The number of sequences walked side by side.
    public var batchSize: Int
    /// Where the short window is.
    public var alignment: Alignment
    /// Whether a window starts from the hidden state that the window before it ended with. If false, each starts
    /// afresh.
    public var carriesState: Bool

    /// 20 transitions and 1,000 sequences by default, as in Donkers, Loepp and Ziegler (RecSys 2017), Table 1. The
    /// paper is silent on alignment and on carrying the state; carrying is assumed, for otherwise "user consumption
    /// sequences" would be cut.
    public init(
        windowLength: Int = 20, batchSize: Int = 1_000, alignment: Alignment = .start, carriesState: Bool = true
    ) {
        self.windowLength = windowLength
        self.batchSize = batchSize
        self.alignment = alignment
        self.carriesState = carriesState
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        windowLength = try values.decodeIfPresent(Int.self, forKey: .windowLength) ?? windowLength
        batchSize = try values.decodeIfPresent(Int.self, forKey: .batchSize) ?? batchSize
        alignment = try values.decodeIfPresent(Alignment.self, forKey: .alignment) ?? alignment
        carriesState = try values.decodeIfPresent(Bool.self, forKey: .carriesState) ?? carriesState
    }

    /// Checks that both sizes lie in 1…1,000,000.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    public func validate() throws {
        for (parameter, value) in [("windowLength", windowLength), ("batchSize", batchSize)] {
            guard (1...1_000_000).contains(value) else {
                throw PreparationError.invalidParameter(
                    operation: "batching", parameter: parameter, problem: "must lie in 1…1000000, found \(value)")
            }
        }
    }
}

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

extension Array where Element: FixedWidthInteger {
    /// Makes the array so long, without giving up its storage; new elements are 0, old ones stay.
    mutating func resize(to newCount: Int) {
        if count > newCount {
            removeLast(count - newCount)
        } else if count < newCount {
            append(contentsOf: repeatElement(0, count: newCount - count))
        }
    }
}
