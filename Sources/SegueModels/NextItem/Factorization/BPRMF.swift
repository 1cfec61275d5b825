import SafeTensors
import SegueData

/// Matrix factorization that learns to rank an observed item above one the user has not consumed.
///
/// Bayesian personalized ranking (Rendle et al., UAI 2009): x̂(u, i) = b(i) + ⟨U(u), V(i)⟩, learned by stochastic
/// gradient descent on −ln σ(x̂(u, i) − x̂(u, j)) + ½ Σ λ‖θ‖² (their algorithm LearnBPR) over triples of user, observed
/// item and negative item. Order plays no part: every position of a known user gets the same scores. Donkers et al.
/// (RecSys 2017, Table 1) give 20 factors, 30 iterations and learning rate 0.01, and no more. Open there, chosen here:
///
/// * **Iteration**: as many samples as there are training interactions, drawn uniformly with replacement.
/// * **Negatives**: uniform among items outside the user's training set; by option weighted by count^β.
/// * **Item bias**: present, starting at 0. Without it popularity has to be learned by the vectors.
/// * **Regularization**: separate for users, observed and negative items; none on the bias (``Configuration``).
/// * **Initial vectors**: normal with deviation 0.1.
/// * **Unknown users** are not in the paper: their vector is guessed from the mean vector of their history's items,
///   along a line fitted to the trained users; an empty history gives the mean user.
/// * Items of the history stay candidates, and rank high because they were trained to: whether they may be recommended
///   is for the caller to say.
///
/// With one thread the result depends on the seed alone. With `threads` > 1 the threads update the shared parameters
/// without locks (Hogwild, Niu et al., NIPS 2011): faster, but no two runs are alike.
public final class BPRMF: NextItemModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters of ``BPRMF``.
    public struct Configuration: ModelConfiguration, PairwiseConfiguration {
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
            try validateShared(regularization: [
                "userRegularization": userRegularization, "positiveRegularization": positiveRegularization,
                "negativeRegularization": negativeRegularization, "biasRegularization": biasRegularization,
            ])
        }
    }

    /// What is learned.
    struct Parameters: Sendable, Equatable {
        var users: FactorMatrix
        var items: FactorMatrix
        var biases: [Float]
    }

    private struct Fitted {
        let parameters: Parameters
        let foldIn: UserFoldIn
        let columns: FactorColumns
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var fitted: Fitted?

    /// Makes a model that has learned nothing yet.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// Number of items in the catalog; 0 before the model is fitted or loaded.
    public var itemCount: Int { fitted?.parameters.items.count ?? 0 }

    /// Draws initial vectors and learns from random triples.
    ///
    /// - Throws: ``FittingError`` when there is nothing to learn from or the parameters diverge.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        let training = material.training
        fitted = nil
        let rows = TrainingRows(training)
        let sampler = NegativeSampler(
            rows: rows, seen: UserItemSets(training), popularityExponent: configuration.negativePopularityExponent)
        var parameters = Parameters(
            users: configuration.vectors(training.userCount, generator: &context.generator),
            items: configuration.vectors(training.itemCount, generator: &context.generator),
            biases: Array(repeating: 0, count: training.itemCount))
        let loop = PairwiseTraining(model: "BPRMF", rows: rows, configuration: configuration)
        _ = try parameters.withStep(configuration) { step in
            try loop.run(generator: &context.generator, progress: context.progress) { samples, generator in
                BPRMF.learn(samples, step: step, rows: rows, sampler: sampler, generator: &generator)
            }
        }
        let foldIn = UserFoldIn(users: parameters.users, items: parameters.items, rows: rows)
        fitted = Fitted(parameters: parameters, foldIn: foldIn, columns: FactorColumns(parameters.items))
    }

    /// Draws triples in groups before learning from them: the processor then waits for the rows of several at once. The
    /// numbers are drawn in the same order as one by one.
    private static func learn(
        _ samples: Int, step: Step, rows: TrainingRows, sampler: NegativeSampler, generator: inout SeededGenerator
    ) -> PairwiseTraining.Tally {
        var tally = PairwiseTraining.Tally()
        var left = samples
        withUnsafeTemporaryAllocation(of: SampledTriple.self, capacity: SampledTriple.groupSize) { group in
            while left > 0 {
                let wanted = min(left, group.count)
                left -= wanted
                let drawn = sampler.draw(wanted, from: rows, into: group, using: &generator)
                for triple in group[..<drawn] {
                    let result = step.learn(
                        user: Int(triple.user), positive: Int(triple.positive), negative: Int(triple.negative))
                    tally.add(difference: result.difference, violation: result.violation)
                }
            }
        }
        return tally
    }

    /// Multiplies the users' vectors with all item vectors, many users at once: a known user's vector once a query, a
    /// folded-in one once a position.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard let fitted else { throw ModelStateError.notFitted(model: "BPRMF") }
        let writer = try ScoreBlockWriter(itemCount: itemCount, queries: queries)
        var group = RowGroup()
        for (index, query) in queries.enumerated() where !query.positions.isEmpty {
            var user = UserVector(query, users: fitted.parameters.users, foldIn: fitted.foldIn)
            for position in query.positions {
                let isNew = user.advance(to: position, items: fitted.parameters.items)
                group.add(ScoreBlock.Row(query: index, position: position), vector: user.vector, isNew: isNew)
                if group.rows.count == writer.capacity { try write(&group, fitted, to: writer, consume: consume) }
            }
        }
        try write(&group, fitted, to: writer, consume: consume)
        try writer.flush(consume)
    }

    /// Rows that are scored together, and the vectors they need.
    private struct RowGroup {
        var rows: [ScoreBlock.Row] = []
        var vectors: [FactorVector] = []
        /// For each row the index of its vector.
        var vectorOfRow: [Int] = []

        mutating func add(_ row: ScoreBlock.Row, vector: FactorVector, isNew: Bool) {
            if isNew || vectors.isEmpty { vectors.append(vector) }
            rows.append(row)
            vectorOfRow.append(vectors.count - 1)
        }
    }

    private func write(
        _ group: inout RowGroup, _ fitted: Fitted, to writer: ScoreBlockWriter, consume: (ScoreBlock) throws -> Void
    ) throws {
        guard !group.rows.isEmpty else { return }
        let scores = try writer.rows(group.rows, consume: consume)
        func row(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
            UnsafeMutableBufferPointer(rebasing: scores[index * itemCount..<(index + 1) * itemCount])
        }
        for index in group.vectors.indices { _ = row(index).update(fromContentsOf: fitted.parameters.biases) }
        fitted.columns.addProducts(
            with: group.vectors, to: UnsafeMutableBufferPointer(rebasing: scores[..<(group.vectors.count * itemCount)]))
        // The rows of one vector follow each other, so that no vector stands behind its first row: spread them from the end.
        for (index, source) in group.vectorOfRow.enumerated().reversed() where source != index {
            _ = row(index).update(fromContentsOf: row(source))
        }
        group = RowGroup()
    }

    /// `userFactors` `[users, factors]`, `itemFactors` `[items, factors]`, `itemBias` `[items]`, `foldIn`
    /// `[3, factors]`, all f32.
    public func state() throws -> [String: HostTensor] {
        guard let fitted else { throw ModelStateError.notFitted(model: "BPRMF") }
        return [
            "userFactors": fitted.parameters.users.tensor,
            "itemFactors": fitted.parameters.items.tensor,
            "itemBias": HostTensor(shape: [itemCount], values: fitted.parameters.biases),
            UserFoldIn.name: fitted.foldIn.tensor(factorCount: configuration.factorCount),
        ]
    }

    /// Replaces all vectors and biases.
    public func load(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        let users = try reader.factors("userFactors", count: nil, factorCount: configuration.factorCount)
        let items = try reader.factors("itemFactors", count: nil, factorCount: configuration.factorCount)
        let biases = try reader.floats("itemBias", shape: [items.count]).values
        let foldIn = try UserFoldIn(reader, factorCount: configuration.factorCount)
        let parameters = Parameters(users: users, items: items, biases: biases)
        fitted = Fitted(parameters: parameters, foldIn: foldIn, columns: FactorColumns(items))
    }
}

extension BPRMF {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "bpr-mf", "Matrix factorization (BPR)", family: .factorization, source: "Rendle et al. 2009",
            isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
