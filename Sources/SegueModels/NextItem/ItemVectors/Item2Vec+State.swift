extension Item2Vec {
    /// All that training changes: kept outside, it lets training go on from the end of an epoch.
    ///
    /// Random numbers follow from the configuration's seed, the epoch and the user, so that there is no generator to keep.
    public struct State: Sendable, Equatable {
        /// Number of items; item i is row i − 1.
        public let itemCount: Int
        /// Numbers in a vector.
        public let dimension: Int
        /// Epochs done.
        public internal(set) var completedEpochs: Int
        /// The item vectors, those to be used: `[itemCount, dimension]` in row-major order.
        public internal(set) var vectors: [Float]
        /// The vectors that items have as the second of a pair: `[itemCount, dimension]`. Needed only to go on.
        public internal(set) var contextVectors: [Float]

        /// A state that was kept.
        ///
        /// - Throws: ``Item2VecError/state(problem:)`` when the sizes do not fit together or a number is not finite.
        public init(
            itemCount: Int, dimension: Int, completedEpochs: Int, vectors: [Float], contextVectors: [Float]
        ) throws {
            let (size, overflow) = itemCount.multipliedReportingOverflow(by: dimension)
            guard itemCount >= 0, dimension >= 1, !overflow, vectors.count == size, contextVectors.count == size else {
                throw Item2VecError.state(
                    problem: "has \(vectors.count) and \(contextVectors.count) numbers, not \(itemCount) × \(dimension)"
                )
            }
            guard completedEpochs >= 0 else {
                throw Item2VecError.state(problem: "has \(completedEpochs) epochs done; expected 0 or more")
            }
            guard vectors.allSatisfy(\.isFinite), contextVectors.allSatisfy(\.isFinite) else {
                throw Item2VecError.state(problem: "has a number that is not finite")
            }
            self.itemCount = itemCount
            self.dimension = dimension
            self.completedEpochs = completedEpochs
            self.vectors = vectors
            self.contextVectors = contextVectors
        }

        /// The vector of an item, or `nil` outside 1…itemCount.
        public func vector(of item: Int32) -> ArraySlice<Float>? {
            guard item >= 1, Int(item) <= itemCount else { return nil }
            return vectors[(Int(item) - 1) * dimension..<Int(item) * dimension]
        }
    }
}
