import SegueCore

/// Remembers the best epoch and says when to stop waiting for a better one.
public struct EarlyStopping: Codable, Sendable, Equatable {
    /// Epochs without improvement to wait for; 0 waits without end.
    public let patience: Int
    /// Which way of the watched value is better.
    public let direction: Direction
    /// The best value so far; nil before the first.
    public private(set) var best: Double?
    /// The epoch of the best value, counted from 1; 0 before the first.
    public private(set) var bestEpoch = 0
    /// Epochs since then.
    public private(set) var epochsSinceBest = 0

    /// Nothing seen yet.
    public init(patience: Int, direction: Direction) {
        self.patience = patience
        self.direction = direction
    }

    /// Takes an epoch's value into account; one that is not finite is never the best.
    /// - Returns: Whether it is the best so far.
    public mutating func record(_ value: Double, epoch: Int) -> Bool {
        let isBest = value.isFinite && (best.map { direction.isBetter(value, than: $0) } ?? true)
        guard isBest else {
            epochsSinceBest += 1
            return false
        }
        best = value
        bestEpoch = epoch
        epochsSinceBest = 0
        return true
    }

    /// Whether to stop now.
    public var shouldStop: Bool { patience > 0 && epochsSinceBest >= patience }
}
