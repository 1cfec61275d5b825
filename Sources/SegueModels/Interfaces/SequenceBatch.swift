import SegueData
import Torch

/// Pieces of users' histories as sequence models take them: rows of columns, with views that are packed for recurrent
/// kernels or padded for attention and convolution, each made when asked for.
///
/// A *token* is one interaction of one row. In front of its tokens a row may have *context*: interactions that are read but
/// not predicted from. *Predictions* are the tokens after which the next item is to be said: all of them in training, the
/// positions asked about in scoring. Their order is that of ``predictions`` everywhere: of representations, of targets.
public final class SequenceBatch {
    /// One row: some interactions of one user.
    public struct Row: Sendable, Equatable {
        /// The user, 0 for an unknown one.
        public let user: Int32
        /// The interactions, as rows of the batch's columns.
        public let interactions: Range<Int>
        /// How many of them, in front, are context.
        public let context: Int
        /// When what follows the row happened or is asked about, in the columns' unit; nil where the columns or nobody says.
        public let nextTime: Int64?

        /// Describes a row.
        public init(user: Int32, interactions: Range<Int>, context: Int = 0, nextTime: Int64? = nil) {
            self.user = user
            self.interactions = interactions
            self.context = context
            self.nextTime = nextTime
        }

        /// Number of tokens, context left out.
        public var tokenCount: Int { interactions.count - context }
    }

    /// A place to predict from: a row and the step of its last item read, context counted.
    public struct Prediction: Sendable, Equatable {
        /// Row of the batch.
        public let row: Int
        /// Offset from the row's first interaction.
        public let step: Int

        /// A place.
        public init(row: Int, step: Int) {
            self.row = row
            self.step = step
        }
    }

    /// What the rows are rows of.
    public let columns: InteractionColumns
    /// The rows, those with most tokens first.
    public let rows: [Row]
    /// Where the tensors live.
    public let device: Device
    /// How many rows have a token at each step, falling.
    public let stepSizes: [Int]
    /// For each token, step by step and those of a step by row, its row of ``columns``.
    public let tokenRows: [Int]
    /// The predictions asked for; nil: every token.
    private let chosenPredictions: [Prediction]?
    /// For each prediction the item that follows, from 1; empty where it is not known.
    public let targets: [Int32]
    /// Whether the interaction behind each row is the one that follows it.
    public let knowsTargets: Bool

    /// Rows of columns.
    /// - Parameters:
    ///   - columns: What the rows are rows of.
    ///   - rows: At least one token each, never more tokens than the row before.
    ///   - predictions: What to predict from; nil for every token.
    ///   - knowsTargets: Whether the item behind each prediction is its target.
    ///   - device: Where the model's parameters live.
    public init(
        columns: InteractionColumns, rows: [Row], predictions: [Prediction]? = nil, knowsTargets: Bool = false,
        device: Device
    ) {
        precondition(rows.allSatisfy { $0.tokenCount > 0 && $0.context >= 0 }, "rows of a batch must have tokens")
        precondition(
            zip(rows, rows.dropFirst()).allSatisfy { $0.tokenCount >= $1.tokenCount }, "longest rows must come first")
        self.columns = columns
        self.rows = rows
        self.device = device
        chosenPredictions = predictions
        self.knowsTargets = knowsTargets
        let firstTokens = rows.map { $0.interactions.lowerBound + $0.context }
        var (sizes, tokens) = ([Int](), [Int]())
        sizes.reserveCapacity(rows.first?.tokenCount ?? 0)
        tokens.reserveCapacity(rows.reduce(0) { $0 + $1.tokenCount })
        var count = rows.count
        for step in 0..<(rows.first?.tokenCount ?? 0) {
            while count > 0, rows[count - 1].tokenCount <= step { count -= 1 }
            sizes.append(count)
            for first in firstTokens[..<count] { tokens.append(first + step) }
        }
        stepSizes = sizes
        tokenRows = tokens
        if !knowsTargets {
            targets = []
        } else if let predictions {
            targets = predictions.map { columns.items[rows[$0.row].interactions.lowerBound + $0.step + 1] }
        } else {
            targets = tokens.map { columns.items[$0 + 1] }
        }
    }

    /// What is predicted from: ``tokenRows``' order when it is every token.
    public private(set) lazy var predictions: [Prediction] =
        chosenPredictions
        ?? stepSizes.enumerated().flatMap { step, size in
            rows[..<size].enumerated().map { Prediction(row: $0, step: $1.context + step) }
        }

    /// The windows of a batch, each with up to `context` interactions before it; the item behind each token is its target.
    public convenience init(_ windows: WindowBatch, context: Int = 0, device: Device) {
        let rows = (0..<windows.rowCount).map { row in
            let first = windows.logRows[row]
            let before = min(context, first - windows.firstRows[row])
            return Row(
                user: windows.users[row], interactions: first - before..<first + Int(windows.lengths[row]),
                context: before)
        }
        self.init(columns: windows.columns, rows: rows, knowsTargets: true, device: device)
    }

    /// Buffers of items, one row after the other.
    /// - Parameters:
    ///   - items: `rows · length` indices; what lies behind a row's end is not looked at.
    ///   - lengths: Number of items of each row, 1…`length`, never rising from row to row.
    ///   - users: User of each row.
    ///   - length: Number of steps.
    ///   - device: Where the model's parameters live.
    public convenience init(items: [Int32], lengths: [Int32], users: [Int32], length: Int, device: Device) {
        precondition(users.count == lengths.count && items.count == lengths.count * length, "buffers do not fit")
        let rows = lengths.indices.map { row in
            Row(user: users[row], interactions: row * length..<row * length + Int(lengths[row]))
        }
        self.init(columns: InteractionColumns(items: items), rows: rows, device: device)
    }

    /// The item read last at each prediction: `[predictions]`, `int64`.
    public private(set) lazy var lastItems = Tensor(
        predictions.map { Int64(columns.items[rows[$0.row].interactions.lowerBound + $0.step]) }, device: device)

    // MARK: The packed view

    /// Item index of each token on the host.
    public private(set) lazy var itemIndices = tokenRows.map { Int64(columns.items[$0]) }
    /// Item index of each token: `[tokens]`, `int64`.
    public private(set) lazy var items = Tensor(itemIndices, device: device)
    /// User index of each row, 0 for unknown ones: `[rows]`, `int64`.
    public private(set) lazy var users = Tensor(rows.map(\.user), device: device).to(.int64)
    /// For each row the token of its last item: `[rows]`, `int64`.
    public private(set) lazy var lastTokens: Tensor = {
        var starts = [0]
        for size in stepSizes { starts.append((starts.last ?? 0) + size) }
        return Tensor(rows.enumerated().map { Int64(starts[$1.tokenCount - 1] + $0) }, device: device)
    }()

    /// Another column of the tokens, packed as ``items``: `[tokens]`.
    public func packed(_ column: [Float]) -> Tensor { Tensor(tokenRows.map { column[$0] }, device: device) }
}
