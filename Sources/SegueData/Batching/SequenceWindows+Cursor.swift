extension SequenceWindows {
    /// The position after the latest batch.
    public var cursor: WindowCursor {
        WindowCursor(
            configuration: configuration, generator: generator, sequenceCount: order.count,
            transitionCount: transitionCount, visitedTransitions: visitedTransitions, nextInOrder: nextInOrder,
            lanes: lanes)
    }

    /// Continues an epoch: gives exactly the batches that were still to come when the cursor was taken.
    ///
    /// `WindowBatch.previousRow` of the first of them refers to the rows of the batch before, whose hidden states
    /// the checkpoint must hold.
    ///
    /// - Parameters:
    ///   - training: the same sequences as before.
    ///   - cursor: as saved; it is checked against the sequences, so that a damaged one cannot lead outside them.
    /// - Throws: `PreparationError.cursorMismatch` if it does not fit them.
    public init(_ training: TrainingSequences, resuming cursor: WindowCursor) throws {
        try self.init(training, configuration: cursor.configuration, generator: cursor.generator)
        try Self.check("sequences", cursor.sequenceCount, is: order.count)
        try Self.check("transitions", cursor.transitionCount, is: transitionCount)
        guard (0...order.count).contains(cursor.nextInOrder) else {
            throw PreparationError.cursorMismatch(
                problem: "its next sequence is \(cursor.nextInOrder) of \(order.count)")
        }
        guard cursor.lanes.count <= cursor.configuration.batchSize else {
            throw PreparationError.cursorMismatch(
                problem: "it has \(cursor.lanes.count) lanes in batches of \(cursor.configuration.batchSize)")
        }
        for lane in cursor.lanes { try Self.check(lane, in: training, batchSize: cursor.configuration.batchSize) }
        nextInOrder = cursor.nextInOrder
        lanes = cursor.lanes
        let waiting = order.dropFirst(nextInOrder).reduce(0) { $0 + training.rows(ofUser: $1).count - 1 }
        let remaining = lanes.reduce(waiting) { $0 + $1.remaining }
        try Self.check("transitions left", transitionCount &- cursor.visitedTransitions, is: remaining)
        visitedTransitions = cursor.visitedTransitions
    }

    private static func check(_ name: String, _ found: Int, is expected: Int) throws {
        guard found == expected else {
            throw PreparationError.cursorMismatch(problem: "it counts \(found) \(name), the data \(expected)")
        }
    }

    private static func check(_ lane: WindowLane, in training: TrainingSequences, batchSize: Int) throws {
        let rows = training.rows(ofUser: lane.user)
        guard rows.count > 1, lane.lastRow == rows.upperBound - 1, (rows.lowerBound..<lane.lastRow).contains(lane.row),
            (-1..<batchSize).contains(Int(lane.previousRow))
        else {
            throw PreparationError.cursorMismatch(
                problem: "its lane for user \(lane.user) at row \(lane.row) lies outside the user's rows")
        }
    }
}

/// A position between two batches of an epoch, for checkpoints.
///
/// Together with the hidden states of the latest batch it is all that is needed to go on with exactly the batches
/// that were still to come.
public struct WindowCursor: Codable, Equatable, Sendable {
    /// How the sequences are cut.
    let configuration: WindowConfiguration
    /// The stream from which the epoch's order is drawn.
    let generator: SeededGenerator
    /// The number of users with transitions: tells other data apart.
    let sequenceCount: Int
    /// The number of transitions in the epoch: tells other data apart.
    let transitionCount: Int
    /// The number of transitions already given.
    let visitedTransitions: Int
    /// The index of the next user in the epoch's order.
    let nextInOrder: Int
    /// The lanes at work.
    let lanes: [WindowLane]
}
