import SegueCore

extension SequentialMF {
    /// Which items may be the negative of an observed one.
    public enum Negatives: String, Codable, Sendable, CaseIterable {
        /// Items outside the user's training set, as in BPR.
        case unseen
        /// Any item but the observed one, as in FPMC's S-BPR; what the user consumed at other times included.
        case others
    }

    /// Hyper-parameters of ``SequentialMF``.
    public struct Configuration: ModelConfiguration {
        /// Length of each vector.
        public var factorCount = 20
        /// w: number of items just before the position that enter the score.
        public var windowSize = 2
        /// Passes over the training interactions: this many × interactions samples are drawn.
        public var iterations = 30
        /// Size of a gradient step.
        public var learningRate = 0.01
        /// λ of the user vectors U; a step takes off `learningRate` × λ.
        public var userRegularization = 0.0025
        /// λ of the item vectors V.
        public var itemRegularization = 0.0025
        /// λ of the vectors A and B between items.
        public var sequenceRegularization = 0.0025
        /// Standard deviation of the initial vectors.
        public var initialDeviation = 0.1
        /// Which items may be negatives.
        public var negatives = Negatives.unseen
        /// β: negatives are drawn with weight count^β; 0 is uniform.
        public var negativePopularityExponent = 0.0
        /// Threads that learn at once; above 1 the result is no longer reproducible.
        public var threads = 1

        /// The paper's window of 2, and its matrix factorization's 20 factors, 30 iterations and learning rate 0.01.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount")
            try ConfigurationCheck.atLeast(1, windowSize, field: "windowSize")
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.positive(learningRate, field: "learningRate")
            try ConfigurationCheck.notNegative(userRegularization, field: "userRegularization")
            try ConfigurationCheck.notNegative(itemRegularization, field: "itemRegularization")
            try ConfigurationCheck.notNegative(sequenceRegularization, field: "sequenceRegularization")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
            try ConfigurationCheck.notNegative(negativePopularityExponent, field: "negativePopularityExponent")
            try ConfigurationCheck.atLeast(1, threads, field: "threads")
        }
    }
}
