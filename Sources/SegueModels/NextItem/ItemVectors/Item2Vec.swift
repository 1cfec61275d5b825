import SegueData

/// Item vectors from the items that users liked together: item2vec.
///
/// Skip-gram with negative sampling (Mikolov et al., NIPS 2013) where a user's history stands for the sentence and every two
/// of its items for a pair of words (Barkan and Koenigstein, MLSP 2016). Algorithm 1 of FISCL; for each pair of liked items
/// (i, j) one step of stochastic gradient ascent on the logarithm of Eq. 2,
/// ln σ(V(i) · C(j)) + Σ ln σ(−V(i) · C(k)) over N noise items k. The vectors V are the result. Open in the paper, chosen
/// here:
///
/// * **C apart from V**: Eq. 2 writes I for both; item2vec and word2vec have two vectors an item.
/// * **Sum over users**: every pair is a step of the same size, as in word2vec, so that a history of M items weighs
///   M(M − 1). Eq. 1 divides by M; for that weighting see ``PairSampling/perItem``.
/// * **Order**: with no window it plays no part. The pairs of a long history are then spread over the epoch in random
///   order, a few for each of its items at a time; users too come in random order, anew each epoch.
/// * **N, ρ, the exponent of the noise, learning rate, epochs**: word2vec's customary values (``Configuration``). Noise is
///   drawn from all liked items, those of the user included.
/// * **Start**: V uniform in ±½ ÷ dimension, C zero. An item that nobody liked has the vector 0 for ever.
/// * **Size of the steps**: falls with the part of the work done, a visit to a user at a time.
///
/// With one thread the result depends on the data, the configuration and nothing else. With `threads` > 1 the threads
/// update the shared vectors without locks (Hogwild, Niu et al., NIPS 2011): the same pairs and noise items are drawn, but
/// the order of the steps, and so the result, differs from run to run.
public struct Item2Vec: Sendable {
    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// The vectors and the number of epochs done.
    public private(set) var state: State
    let histories: ItemHistories
    let noise: NoiseTable
    let keep: [Double]
    let plan: PairPlan

    /// Prepares training from the start, or from a state that was kept after an epoch of the same training.
    ///
    /// - Throws: `ConfigurationError`; ``FittingError/noInteractions(model:)``; ``Item2VecError/state(problem:)`` when
    ///   the state is not of this catalog, dimension and number of epochs.
    public init(
        configuration: Configuration = Configuration(), histories: ItemHistories, state: State? = nil
    ) throws {
        try configuration.validate()
        guard !histories.items.isEmpty else { throw FittingError.noInteractions(model: "Item2Vec") }
        let counts = histories.counts
        let keep = counts.map {
            configuration.subsamplingRule.keepProbability(
                count: $0, total: histories.items.count, threshold: configuration.subsamplingThreshold)
        }
        self.configuration = configuration
        self.histories = histories
        self.keep = keep
        self.state = try Item2Vec.checked(state, configuration, histories) ?? .initial(configuration, counts: counts)
        noise = NoiseTable(counts: counts, exponent: configuration.negativeExponent)
        plan = PairPlan(configuration, histories: histories, keep: keep)
    }

    private static func checked(
        _ state: State?, _ configuration: Configuration, _ histories: ItemHistories
    ) throws -> State? {
        guard let state else { return nil }
        guard state.itemCount == histories.itemCount, state.dimension == configuration.dimension else {
            throw Item2VecError.state(
                problem: "is \(state.itemCount) × \(state.dimension), the training "
                    + "\(histories.itemCount) × \(configuration.dimension)")
        }
        guard state.completedEpochs <= configuration.epochs else {
            throw Item2VecError.state(
                problem: "has \(state.completedEpochs) epochs done, more than the training's \(configuration.epochs)")
        }
        return state
    }

    /// Whether all epochs are done.
    public var isFinished: Bool { state.completedEpochs >= configuration.epochs }

    /// Learns the remaining epochs.
    ///
    /// - Parameter progress: called after each epoch, with the state up to date; an error it throws ends the training, which
    ///   can go on later from ``state``.
    /// - Throws: ``FittingError/diverged(model:iteration:remedy:)``, and what `progress` throws.
    public mutating func train(progress: (Item2Vec, EpochReport) throws -> Void = { _, _ in }) throws {
        while let report = try trainEpoch() { try progress(self, report) }
    }

    /// Learns one epoch, or does nothing and returns `nil` when all are done.
    ///
    /// - Throws: ``FittingError/diverged(model:iteration:remedy:)``; the state then stays what it was before the epoch.
    public mutating func trainEpoch() throws -> EpochReport? {
        guard !isFinished else { return nil }
        let epoch = state.completedEpochs + 1
        let vectors = VectorTable(state.vectors, count: histories.itemCount, dimension: configuration.dimension)
        let contexts = VectorTable(state.contextVectors, count: histories.itemCount, dimension: configuration.dimension)
        let tally = learn(vectors, contexts)
        let (learned, learnedContexts) = (vectors.values, contexts.values)
        guard learned.allSatisfy(\.isFinite), learnedContexts.allSatisfy(\.isFinite) else {
            throw FittingError.diverged(model: "Item2Vec", iteration: epoch, remedy: "lower learningRate")
        }
        state.vectors = learned
        state.contextVectors = learnedContexts
        state.completedEpochs = epoch
        let pairs = Double(max(tally.pairs, 1))
        return EpochReport(
            epoch: epoch, pairCount: tally.pairs, positiveError: tally.positiveError / pairs,
            negativeError: tally.negativeError / (pairs * Double(configuration.negatives)))
    }
}

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

extension Item2Vec.State {
    /// Vectors uniform in ±½ ÷ dimension, zero for items that nobody liked; context vectors zero.
    static func initial(_ configuration: Item2Vec.Configuration, counts: [Int]) -> Self {
        var generator = SeededGenerator(seed: configuration.seed).split("item2vec start")
        let dimension = configuration.dimension
        var state = Self(
            itemCount: counts.count, dimension: dimension, zerosOf: counts.count * dimension)
        for (row, count) in counts.enumerated() where count > 0 {
            for column in 0..<dimension {
                state.vectors[row * dimension + column] = Float((generator.uniform() - 0.5) / Double(dimension))
            }
        }
        return state
    }

    private init(itemCount: Int, dimension: Int, zerosOf size: Int) {
        self.itemCount = itemCount
        self.dimension = dimension
        completedEpochs = 0
        vectors = Array(repeating: 0, count: size)
        contextVectors = vectors
    }
}
