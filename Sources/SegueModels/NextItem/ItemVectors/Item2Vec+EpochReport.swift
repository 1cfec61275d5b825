extension Item2Vec {
    /// What one epoch did.
    public struct EpochReport: Sendable, Equatable {
        /// The epoch, from 1.
        public let epoch: Int
        /// Pairs of items learned.
        public let pairCount: Int
        /// Mean of 1 − σ over the pairs, each taken before it was learned: 0.5 at first, lower is better.
        public let positiveError: Double
        /// Mean of σ over the noise items, likewise.
        public let negativeError: Double
    }
}
