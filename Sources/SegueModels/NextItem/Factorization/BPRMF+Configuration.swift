import SegueCore

extension BPRMF {
    /// Hyper-parameters of ``BPRMF``.
    public struct Configuration: ModelConfiguration {
        /// Length of the user and item vectors.
        public var factorCount = 20
        /// Passes over the training interactions: this many × interactions samples are drawn.
        public var iterations = 30
        /// Size of a gradient step.
        public var learningRate = 0.01
        /// λ of the user's vector; a step takes off `learningRate` × λ of it.
        public var userRegularization = 0.0025
        /// λ of the observed item's vector.
        public var positiveRegularization = 0.0025
        /// λ of the negative item's vector.
        public var negativeRegularization = 0.00025
        /// λ of the item biases.
        public var biasRegularization = 0.0
        /// Standard deviation of the initial vectors.
        public var initialDeviation = 0.1
        /// β: negatives are drawn with weight count^β; 0 is uniform.
        public var negativePopularityExponent = 0.0
        /// Threads that learn at once; above 1 the result is no longer reproducible.
        public var threads = 1

        /// The paper's 20 factors, 30 iterations and learning rate 0.01.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount")
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.positive(learningRate, field: "learningRate")
            try ConfigurationCheck.notNegative(userRegularization, field: "userRegularization")
            try ConfigurationCheck.notNegative(positiveRegularization, field: "positiveRegularization")
            try ConfigurationCheck.notNegative(negativeRegularization, field: "negativeRegularization")
            try ConfigurationCheck.notNegative(biasRegularization, field: "biasRegularization")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
            try ConfigurationCheck.notNegative(negativePopularityExponent, field: "negativePopularityExponent")
            try ConfigurationCheck.atLeast(1, threads, field: "threads")
        }
    }
}
