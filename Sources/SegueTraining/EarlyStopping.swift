/// Remembers the best epoch and says when to stop waiting for a better one.
public struct EarlyStopping: Codable, Sendable, Equatable {
    /// Epochs without improvement to wait for; 0 waits for ever.
    public let patience: Int
    /// The best value so far; larger is better.
    public private(set) var best: Double?
    /// The epoch of the best value, counted from 1; 0 before the first.
    public private(set) var bestEpoch = 0
    /// Epochs since then.
    public private(set) var epochsSinceBest = 0

    /// Nothing seen yet.
    public init(patience: Int) { self.patience = patience }

    /// Takes an epoch's value into account.
    /// - Returns: Whether it is the best so far.
    public mutating func record(_ value: Double, epoch: Int) -> Bool {
        if let best, value <= best {
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
