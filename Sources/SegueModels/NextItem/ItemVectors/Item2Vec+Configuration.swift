import SegueCore

extension Item2Vec {
    /// Hyper-parameters of ``Item2Vec``.
    public struct Configuration: ModelConfiguration {
        /// Length of the item vectors. FISCL is best with 20.
        public var dimension = 20
        /// `nil`: every pair of a user's items is learned, as in the paper. A number: only pairs at most so many positions
        /// apart; for each item the reach is drawn anew, uniformly from 1…window, as in word2vec.
        public var window: Int?
        /// `nil`: all pairs, a number of steps quadratic in the length of a history. A number: a random part of them,
        /// so that an epoch has about this many pairs for each item of each history. Only without `window`.
        public var contextsPerItem: Int?
        /// Which pairs `contextsPerItem` draws; without meaning when it is `nil`.
        public var pairSampling = PairSampling.proportional
        /// N of Eq. 2: noise items drawn for each pair.
        public var negatives = 5
        /// Noise items are drawn in proportion to count^this: 0 is uniform, 1 is by count.
        public var negativeExponent = 0.75
        /// Pairs with the same first item that share one draw of noise items, each of which then counts this often: 1…8, and
        /// 1 with a `window`. 1 is the standard objective and draws anew for each pair. More has the same expected gradient
        /// but is noisier; 4 is about three times as fast.
        public var pairsPerDraw = 1
        /// ρ: an item with a larger share f of all interactions is left out at random, anew in each epoch; 0 leaves none out.
        public var subsamplingThreshold = 1e-3
        /// How the probability of leaving out follows from f and ρ.
        public var subsamplingRule = SubsamplingRule.item2vec
        /// Size of the first gradient steps.
        public var learningRate = 0.025
        /// Size of the last gradient steps; it falls in a straight line over all epochs.
        public var finalLearningRate = 1e-4
        /// Passes over the users.
        public var epochs = 5
        /// Names the stream of random numbers.
        public var seed: UInt64 = 1
        /// Threads that learn at once; above 1 the result is no longer reproducible.
        public var threads = 1

        /// The 20 dimensions of FISCL; word2vec's customary values for what the paper leaves open.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try Self.check(1...4096, dimension, field: "dimension")
            try ConfigurationCheck.atLeast(1, window ?? 1, field: "window")
            try ConfigurationCheck.atLeast(1, contextsPerItem ?? 1, field: "contextsPerItem")
            if window != nil, contextsPerItem != nil {
                throw ConfigurationError(field: "contextsPerItem", problem: "must be absent when there is a window")
            }
            try Self.check(1...1024, negatives, field: "negatives")
            try ConfigurationCheck.within(-4...4, negativeExponent, field: "negativeExponent")
            try Self.check(1...(window == nil ? PairPlan.span : 1), pairsPerDraw, field: "pairsPerDraw")
            try ConfigurationCheck.notNegative(subsamplingThreshold, field: "subsamplingThreshold")
            try ConfigurationCheck.positive(learningRate, field: "learningRate")
            try ConfigurationCheck.within(0...learningRate, finalLearningRate, field: "finalLearningRate")
            try ConfigurationCheck.atLeast(1, epochs, field: "epochs")
            try Self.check(1...1024, threads, field: "threads")
        }

        private static func check(_ range: ClosedRange<Int>, _ value: Int, field: String) throws {
            guard range.contains(value) else {
                throw ConfigurationError(
                    field: field, problem: "must lie in \(range.lowerBound)...\(range.upperBound), not \(value)")
            }
        }
    }
}

extension Item2Vec {
    /// Which pairs of long histories are drawn when ``Configuration/contextsPerItem`` limits their number.
    ///
    /// Let M be the length of a history after subsampling and c the limit. In both cases an epoch learns about c pairs an
    /// item, no pair is drawn twice in an epoch, and within a history all ordered pairs are equally likely.
    public enum PairSampling: String, Codable, Sendable, Equatable, CaseIterable {
        /// Every pair of the data has the same probability q, about c × Σ M ÷ Σ M(M − 1): an item of a history of length
        /// M meets q(M − 1) others, rounded at random. The expected gradient is exactly q times that of all pairs, so
        /// long histories weigh as they do there: in proportion to M(M − 1).
        case proportional
        /// Every item meets min(c, M − 1) others, however long its history. Where M > c, a history's expected gradient is
        /// c ÷ (M − 1) times that of all its pairs. That is the sum over users of Eq. 1 with its factor 1 ÷ M, up to
        /// M ÷ (M − 1): histories weigh in proportion to M.
        case perItem
    }
}

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
