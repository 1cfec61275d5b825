extension Item2Vec {
    /// The probability that an occurrence of an item with share f of all interactions is kept, for a threshold ρ.
    public enum SubsamplingRule: String, Codable, Sendable, Equatable, CaseIterable {
        /// √(ρ ÷ f), at most 1: the item2vec and word2vec papers, which discard with probability 1 − √(ρ ÷ f).
        case item2vec
        /// √(ρ ÷ f) + ρ ÷ f, at most 1: what the word2vec program and its descendants compute instead. Keeps more.
        case word2vec

        /// The probability of keeping an item with `count` of `total` interactions; 1 for a threshold of 0.
        func keepProbability(count: Int, total: Int, threshold: Double) -> Double {
            guard threshold > 0, count > 0 else { return 1 }
            let ratio = threshold * Double(total) / Double(count)
            switch self {
            case .item2vec: return min(1, ratio.squareRoot())
            case .word2vec: return min(1, ratio.squareRoot() + ratio)
            }
        }
    }
}
