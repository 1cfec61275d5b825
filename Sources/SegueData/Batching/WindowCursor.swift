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
