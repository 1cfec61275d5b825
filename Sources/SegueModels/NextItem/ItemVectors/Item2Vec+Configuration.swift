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
