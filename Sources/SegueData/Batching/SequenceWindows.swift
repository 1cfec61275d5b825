/// The batches of one epoch of stateful recurrent training: sequences cut into windows, hidden states carried from
/// window to window.
///
/// Every transition of every user (an item and the one after it in the train part) occurs exactly once, in order.
/// No prefix is copied and no step is wasted on padded sequences:
///
/// * `batchSize` lanes walk one user's sequence each, a window a batch. Users come in random order.
/// * When a sequence ends, its lane takes the next user; `WindowBatch.previousRow` is −1 there, for a fresh hidden
///   state.
/// * When no users are left, the lane disappears and the batches get smaller.
/// * Rows are sorted by falling length; `previousRow` says where each row's state is to be fetched from.
///
/// ```swift
/// var windows = try SequenceWindows(split.training, configuration: .init(batchSize: 64), generator: generator)
/// var batch = WindowBatch()
/// while windows.next(into: &batch) { … }
/// ```
///
/// The position can be saved after any batch and resumed from: see `cursor`.
public struct SequenceWindows: Sendable {
    /// The sequences walked.
    public let training: TrainingSequences
    /// How they are cut.
    public let configuration: WindowConfiguration
    /// The number of transitions in the epoch.
    public let transitionCount: Int
    /// The number of transitions in the batches given so far.
    public internal(set) var visitedTransitions = 0

    /// The stream before the order was drawn.
    let generator: SeededGenerator
    /// The users with at least one transition, in the order of this epoch.
    let order: [Int32]
    /// The index in `order` of the next user to be given a lane.
    var nextInOrder = 0
    /// The lanes at work, in order of age.
    var lanes: [WindowLane] = []
    /// For each row of the batch being made, its lane; kept to save an allocation.
    private var laneOfRow: [Int] = []

    /// Starts an epoch.
    ///
    /// - Parameters:
    ///   - training: the sequences; users with fewer than two items have no transition and are passed over.
    ///   - configuration: how to cut them.
    ///   - generator: draws the order of users. Use another for each epoch, such as `generator.split("epoch 3")`.
    /// - Throws: `PreparationError.invalidParameter` for a size that is none.
    public init(
        _ training: TrainingSequences, configuration: WindowConfiguration, generator: SeededGenerator
    ) throws {
        try configuration.validate()
        self.training = training
        self.configuration = configuration
        self.generator = generator
        var order: [Int32] = []
        var transitions = 0
        for index in 0..<training.userCount {
            let length = training.ends[index] - training.log.offsets[index]
            guard length > 1 else { continue }
            order.append(Int32(truncatingIfNeeded: index + 1))
            transitions += length - 1
        }
        var drawing = generator
        drawing.shuffle(&order)
        self.order = order
        self.transitionCount = transitions
        fillLanes()
    }

    /// Fills a batch with the next windows.
    ///
    /// - Parameter batch: its buffers are reused; keep one for the whole epoch.
    /// - Returns: false at the end of the epoch; the batch is then empty.
    public mutating func next(into batch: inout WindowBatch) -> Bool {
        let length = sortLanes()
        batch.resize(rows: lanes.count, length: length)
        guard !lanes.isEmpty else { return false }
        batch.columns = training.log.columns
        describeRows(in: &batch)
        visitedTransitions += batch.transitionCount
        fillLanes()
        return true
    }

    /// Writes what a batch says about its rows, and moves the lanes on.
    private mutating func describeRows(in batch: inout WindowBatch) {
        for (row, laneIndex) in laneOfRow.enumerated() {
            let lane = lanes[laneIndex]
            let count = lane.nextLength(configuration)
            batch.lengths[row] = Int32(truncatingIfNeeded: count)
            batch.users[row] = lane.user
            batch.previousRow[row] = configuration.carriesState ? lane.previousRow : -1
            batch.logRows[row] = lane.row
            batch.firstRows[row] = training.log.offsets[Int(lane.user) - 1]
            batch.transitionCount += count
            lanes[laneIndex].row += count
            lanes[laneIndex].previousRow = Int32(truncatingIfNeeded: row)
        }
    }

    /// Orders the lanes' next windows by falling length, equal ones by lane (counting sort); returns the longest
    /// length.
    private mutating func sortLanes() -> Int {
        var longest = 0
        for lane in lanes { longest = max(longest, lane.nextLength(configuration)) }
        var starts = [Int](repeating: 0, count: longest + 1)
        for lane in lanes { starts[longest - lane.nextLength(configuration)] += 1 }
        var start = 0
        for index in starts.indices { (starts[index], start) = (start, start + starts[index]) }
        if laneOfRow.count != lanes.count { laneOfRow = [Int](repeating: 0, count: lanes.count) }
        for (index, lane) in lanes.enumerated() {
            let missing = longest - lane.nextLength(configuration)
            laneOfRow[starts[missing]] = index
            starts[missing] += 1
        }
        return longest
    }

    /// Gives each lane that is through the next user, opens lanes up to the batch size, and removes those for which
    /// no user is left.
    private mutating func fillLanes() {
        for index in lanes.indices where lanes[index].remaining == 0 {
            guard let lane = takeLane() else { break }
            lanes[index] = lane
        }
        lanes.removeAll { $0.remaining == 0 }
        while lanes.count < configuration.batchSize, let lane = takeLane() { lanes.append(lane) }
    }

    private mutating func takeLane() -> WindowLane? {
        guard nextInOrder < order.count else { return nil }
        let rows = training.rows(ofUser: order[nextInOrder])
        nextInOrder += 1
        return WindowLane(user: order[nextInOrder - 1], row: rows.lowerBound, lastRow: rows.upperBound - 1)
    }
}

/// One of the sequences being walked side by side.
struct WindowLane: Codable, Equatable, Sendable {
    /// The user whose sequence it is.
    var user: Int32
    /// The log row of the next input.
    var row: Int
    /// The log row of the sequence's last item, which is only ever a target.
    var lastRow: Int
    /// The row of the latest batch that held this lane's previous window, or −1 before the first.
    var previousRow: Int32 = -1

    /// Transitions still to come.
    var remaining: Int { lastRow - row }

    /// The length of the next window.
    func nextLength(_ configuration: WindowConfiguration) -> Int {
        let window = configuration.windowLength
        guard configuration.alignment == .end else { return min(window, remaining) }
        let first = remaining % window
        return first == 0 ? window : first
    }
}
