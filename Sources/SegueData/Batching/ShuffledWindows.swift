/// The batches of one epoch of training without carried state: sequences cut into windows, each read by itself, in random
/// order.
///
/// The newest window of a user's sequence ends at its last item and is as long as allowed. Of ``WindowSelection/last`` it
/// is the only one. Of ``WindowSelection/all`` older windows follow, cut backwards; the first cut is drawn anew each epoch,
/// so that the windows' ends move, while each transition still occurs exactly once an epoch.
///
/// Rows of a batch are sorted by falling length. The position can be saved after any batch and resumed from: see ``cursor``.
public struct ShuffledWindows: Sendable {
    /// The sequences.
    public let training: TrainingSequences
    /// How they are cut and put together.
    public let configuration: ShuffledWindowConfiguration
    /// The number of transitions in the epoch.
    public let transitionCount: Int

    /// The stream before anything was drawn.
    private let generator: SeededGenerator
    /// The windows, in the order of this epoch.
    private let windows: [Window]
    /// The index in `windows` of the next one.
    private var next = 0

    private struct Window: Sendable {
        let user: Int32
        let length: Int32
        let row: Int
    }

    /// Starts an epoch.
    ///
    /// - Parameters:
    ///   - training: the sequences; users with fewer than two items have no transition and are passed over.
    ///   - configuration: how to cut them.
    ///   - generator: draws cuts and order. Use another for each epoch, such as `generator.split("epoch 3")`.
    /// - Throws: `PreparationError.invalidParameter` for a size that is none.
    public init(
        _ training: TrainingSequences, configuration: ShuffledWindowConfiguration, generator: SeededGenerator
    ) throws {
        try configuration.validate()
        self.training = training
        self.configuration = configuration
        self.generator = generator
        var drawing = generator
        var windows: [Window] = []
        var transitions = 0
        for index in 0..<training.userCount {
            let user = Int32(truncatingIfNeeded: index + 1)
            let first = training.log.offsets[index]
            for cut in Self.cuts(of: training.ends[index] - first - 1, configuration, using: &drawing) {
                windows.append(
                    Window(user: user, length: Int32(truncatingIfNeeded: cut.count), row: first + cut.lowerBound))
                transitions += cut.count
            }
        }
        drawing.shuffle(&windows)
        self.windows = windows
        transitionCount = transitions
    }

    /// The windows of a sequence of so many transitions, newest first.
    private static func cuts(
        of transitions: Int, _ configuration: ShuffledWindowConfiguration, using generator: inout SeededGenerator
    ) -> [Range<Int>] {
        guard transitions > 0 else { return [] }
        let length = configuration.windowLength
        var end = max(0, transitions - length)
        var cuts = [end..<transitions]
        guard configuration.selection == .all, end > 0 else { return cuts }
        var size = 1 + generator.next(below: length)
        while end > 0 {
            cuts.append(max(0, end - size)..<end)
            end -= size
            size = length
        }
        return cuts
    }

    /// Fills a batch with the next windows.
    ///
    /// - Parameter batch: its buffers are reused.
    /// - Returns: false at the end of the epoch; the batch is then empty.
    public mutating func next(into batch: inout WindowBatch) -> Bool {
        var (end, tokens) = (next, 0)
        while end < windows.count, end == next || hasRoom(count: end - next, tokens: tokens + Int(windows[end].length))
        {
            tokens += Int(windows[end].length)
            end += 1
        }
        let chosen = (next..<end).sorted { (windows[$0].length, $1) > (windows[$1].length, $0) }
        batch.resize(rows: chosen.count, length: chosen.first.map { Int(windows[$0].length) } ?? 0)
        guard !chosen.isEmpty else { return false }
        batch.columns = training.log.columns
        for (row, index) in chosen.enumerated() {
            let window = windows[index]
            batch.lengths[row] = window.length
            batch.users[row] = window.user
            batch.previousRow[row] = -1
            batch.logRows[row] = window.row
            batch.firstRows[row] = training.log.offsets[Int(window.user) - 1]
        }
        batch.transitionCount = tokens
        next = end
        return true
    }

    /// Whether a batch may hold another window, with which it has so many tokens.
    private func hasRoom(count: Int, tokens: Int) -> Bool {
        guard let budget = configuration.tokensPerBatch else { return count < configuration.batchSize }
        return tokens <= budget
    }

    /// The position after the latest batch.
    public var cursor: ShuffledWindowCursor {
        ShuffledWindowCursor(
            configuration: configuration, generator: generator, windowCount: windows.count,
            transitionCount: transitionCount, next: next)
    }

    /// Continues an epoch: gives exactly the batches that were still to come when the cursor was taken.
    ///
    /// - Parameters:
    ///   - training: the same sequences as before.
    ///   - cursor: as saved; it is checked against the sequences.
    /// - Throws: `PreparationError.cursorMismatch` if it does not fit them.
    public init(_ training: TrainingSequences, resuming cursor: ShuffledWindowCursor) throws {
        try self.init(training, configuration: cursor.configuration, generator: cursor.generator)
        guard cursor.windowCount == windows.count, cursor.transitionCount == transitionCount else {
            throw PreparationError.cursorMismatch(
                problem: "it counts \(cursor.transitionCount) transitions in \(cursor.windowCount) windows, the data "
                    + "\(transitionCount) in \(windows.count)")
        }
        guard (0...windows.count).contains(cursor.next) else {
            throw PreparationError.cursorMismatch(
                problem: "its next window is \(cursor.next) of \(windows.count)")
        }
        next = cursor.next
    }
}

/// Which windows of a sequence are trained on.
public enum WindowSelection: String, Codable, CaseIterable, Sendable {
    /// One after the other, by lanes that carry the hidden state: see ``SequenceWindows``.
    case consecutive
    /// The newest alone.
    case last
    /// All, in random order, with ends that move from epoch to epoch.
    case all
}

/// How sequences are cut into windows that are read each by itself, and those put together in batches.
public struct ShuffledWindowConfiguration: Codable, Equatable, Sendable {
    /// The most transitions of a window.
    public var windowLength: Int
    /// Which windows; ``WindowSelection/consecutive`` counts as ``WindowSelection/all``.
    public var selection: WindowSelection
    /// Windows of a batch, where tokens are not counted.
    public var batchSize: Int
    /// The most transitions of a batch, unless a single window has more; nil: batches are counted in windows.
    public var tokensPerBatch: Int?

    /// The given values.
    public init(windowLength: Int, selection: WindowSelection, batchSize: Int, tokensPerBatch: Int? = nil) {
        self.windowLength = windowLength
        self.selection = selection == .consecutive ? .all : selection
        self.batchSize = batchSize
        self.tokensPerBatch = tokensPerBatch
    }

    /// Checks that all sizes lie in 1…1,000,000, a batch's transitions in 1…100,000,000.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    public func validate() throws {
        let sizes = [
            ("windowLength", windowLength, 1_000_000), ("batchSize", batchSize, 1_000_000),
            ("tokensPerBatch", tokensPerBatch ?? 1, 100_000_000),
        ]
        for (parameter, value, most) in sizes where !(1...most).contains(value) {
            throw PreparationError.invalidParameter(
                operation: "batching", parameter: parameter, problem: "must lie in 1…\(most), found \(value)")
        }
    }
}

/// A position between two batches of an epoch of ``ShuffledWindows``, for checkpoints.
public struct ShuffledWindowCursor: Codable, Equatable, Sendable {
    /// How the sequences are cut.
    let configuration: ShuffledWindowConfiguration
    /// The stream from which cuts and order are drawn.
    let generator: SeededGenerator
    /// The number of windows: tells other data apart.
    let windowCount: Int
    /// The number of transitions: tells other data apart.
    let transitionCount: Int
    /// The index of the next window.
    let next: Int
}
