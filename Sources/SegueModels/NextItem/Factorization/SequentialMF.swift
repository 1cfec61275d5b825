import SafeTensors
import SegueCore
import SegueData

/// Matrix factorization in which the items consumed just before add to the score.
///
/// Collaborative temporal order modeling (Karatzoglou, RecSys 2011), as a ranking model:
/// x̂(u, t, i) = ⟨U(u), V(i)⟩ + Σ over l = 1…w of ⟨A(i(t−l)), B(i)⟩, learned by stochastic gradient descent on
/// −ln σ(x̂(i) − x̂(j)) + ½ Σ λ‖θ‖² (BPR). With w = 1 these are the equations of FPMC (Rendle et al., WWW 2010) for
/// baskets of one item. Donkers et al. (RecSys 2017, Table 1) give the window, w = 2, and nothing else for this model.
/// Open in both papers, chosen here:
///
/// * **Factors, iterations, rate**: those of the plain factorization (20, 30, 0.01); the paper's 0.001 is its GRU's.
/// * **One A for all l** or one for each: one, unweighted; the score does not divide by w.
/// * **Start of a history**: the terms of missing items are left out; the first interaction teaches U and V alone.
/// * **Item bias**: none, as in FPMC.
/// * **Negatives**: uniform among items outside the user's training set; by option all but the observed item
///   (``Negatives``), and weighted by count^β.
/// * **Regularization and initial vectors**: as for ``BPRMF``.
/// * **Unknown users**: as for ``BPRMF``. Unknown items are skipped: the window holds the last w known ones.
/// * Items of the history stay candidates: whether they may be recommended is for the caller to say.
///
/// With one thread the result depends on the seed alone; `threads` > 1 is Hogwild, as for ``BPRMF``.
public final class SequentialMF: NextItemModel, Fittable, @unchecked Sendable {
    /// Which items may be the negative of an observed one.
    public enum Negatives: String, Codable, Sendable, CaseIterable {
        /// Items outside the user's training set, as in BPR.
        case unseen
        /// Any item but the observed one, as in FPMC's S-BPR; what the user consumed at other times included.
        case others
    }

    /// Hyper-parameters of ``SequentialMF``.
    public struct Configuration: ModelConfiguration, PairwiseConfiguration {
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
            try ConfigurationCheck.atLeast(1, windowSize, field: "windowSize")
            try validateShared(regularization: [
                "userRegularization": userRegularization, "itemRegularization": itemRegularization,
                "sequenceRegularization": sequenceRegularization,
            ])
        }
    }

    /// What is learned: U, V, A and B.
    struct Parameters: Sendable, Equatable {
        var users: FactorMatrix
        var items: FactorMatrix
        var previous: FactorMatrix
        var next: FactorMatrix
    }

    private struct Fitted {
        let parameters: Parameters
        let foldIn: UserFoldIn
        let items: FactorColumns
        let next: FactorColumns

        init(parameters: Parameters, foldIn: UserFoldIn) {
            self.parameters = parameters
            self.foldIn = foldIn
            items = FactorColumns(parameters.items)
            next = FactorColumns(parameters.next)
        }
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

    /// Draws initial vectors and learns from random positions.
    ///
    /// - Throws: ``FittingError`` when there is nothing to learn from or the parameters diverge.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        let training = material.training
        fitted = nil
        let rows = TrainingRows(training)
        let seen = configuration.negatives == .unseen ? UserItemSets(training) : nil
        let sampler = NegativeSampler(
            rows: rows, seen: seen, popularityExponent: configuration.negativePopularityExponent)
        let (userCount, itemCount) = (training.userCount, training.itemCount)
        var parameters = Parameters(
            users: configuration.vectors(userCount, generator: &context.generator),
            items: configuration.vectors(itemCount, generator: &context.generator),
            previous: configuration.vectors(itemCount, generator: &context.generator),
            next: configuration.vectors(itemCount, generator: &context.generator))
        let loop = PairwiseTraining(model: "SequentialMF", rows: rows, configuration: configuration)
        let windowSize = configuration.windowSize
        _ = try parameters.withStep(configuration) { step in
            try loop.run(generator: &context.generator, progress: context.progress) { samples, generator in
                SequentialMF.learn(
                    samples, step: step, rows: rows, windowSize: windowSize, sampler: sampler, generator: &generator)
            }
        }
        let foldIn = UserFoldIn(users: parameters.users, items: parameters.items, rows: rows)
        fitted = Fitted(parameters: parameters, foldIn: foldIn)
    }

    private static func learn(
        _ samples: Int, step: Step, rows: TrainingRows, windowSize: Int, sampler: NegativeSampler,
        generator: inout SeededGenerator
    ) -> PairwiseTraining.Tally {
        var tally = PairwiseTraining.Tally()
        rows.items.withUnsafeBufferPointer { items in
            for _ in 0..<samples {
                let row = generator.next(below: rows.count)
                let (user, positive) = (Int(rows.pairs[row].user), Int(rows.pairs[row].item))
                guard let negative = sampler.draw(user: user, positive: positive, using: &generator) else { continue }
                let start = max(rows.offsets[user], row - windowSize)
                let window = UnsafeBufferPointer(rebasing: items[start..<row])
                let result = step.learn(user: user, window: window, positive: positive, negative: negative)
                tally.add(difference: result.difference, violation: result.violation)
            }
        }
        return tally
    }

    /// The user's part once a query for a known user, the window's part once a position.
    public func score(_ queries: [NextItemQuery], consume: (ScoreBlock) throws -> Void) throws {
        guard let fitted else { throw ModelStateError.notFitted(model: "SequentialMF") }
        let writer = try ScoreBlockWriter(itemCount: itemCount, queries: queries)
        var userScores = [Float](repeating: 0, count: itemCount)
        for (index, query) in queries.enumerated() where !query.positions.isEmpty {
            var user = UserVector(query, users: fitted.parameters.users, foldIn: fitted.foldIn)
            for position in query.positions {
                if user.advance(to: position, items: fitted.parameters.items) {
                    userScores.withUnsafeMutableBufferPointer {
                        $0.update(repeating: 0)
                        fitted.items.addProducts(with: user.vector, to: $0)
                    }
                }
                let row = try writer.row(query: index, position: position, consume: consume)
                _ = row.update(fromContentsOf: userScores)
                fitted.next.addProducts(with: context(query, position, fitted.parameters.previous), to: row)
            }
        }
        try writer.flush(consume)
    }

    /// The sum of the vectors A of the last w known items before `position`, oldest first.
    private func context(_ query: NextItemQuery, _ position: Int, _ previous: FactorMatrix) -> FactorVector {
        var window: [Int] = []
        var offset = position - 1
        while offset >= 0, window.count < configuration.windowSize {
            let item = Int(query.items[query.items.startIndex + offset])
            if item >= 1, item <= previous.count { window.append(item - 1) }
            offset -= 1
        }
        var sum = FactorVector(laneCount: previous.laneCount)
        for item in window.reversed() { sum.add(row: item, of: previous) }
        return sum
    }

    /// `userFactors` `[users, factors]`; `itemFactors`, `previousItemFactors` (A) and `nextItemFactors` (B)
    /// `[items, factors]`; `foldIn` `[3, factors]`; all f32.
    public func state() throws -> [String: HostTensor] {
        guard let fitted else { throw ModelStateError.notFitted(model: "SequentialMF") }
        return [
            "userFactors": fitted.parameters.users.tensor,
            "itemFactors": fitted.parameters.items.tensor,
            "previousItemFactors": fitted.parameters.previous.tensor,
            "nextItemFactors": fitted.parameters.next.tensor,
            UserFoldIn.name: fitted.foldIn.tensor(factorCount: configuration.factorCount),
        ]
    }

    /// Replaces all vectors.
    public func load(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        let factors = configuration.factorCount
        let users = try reader.factors("userFactors", count: nil, factorCount: factors)
        let items = try reader.factors("itemFactors", count: nil, factorCount: factors)
        let previous = try reader.factors("previousItemFactors", count: items.count, factorCount: factors)
        let next = try reader.factors("nextItemFactors", count: items.count, factorCount: factors)
        let foldIn = try UserFoldIn(reader, factorCount: factors)
        let parameters = Parameters(users: users, items: items, previous: previous, next: next)
        fitted = Fitted(parameters: parameters, foldIn: foldIn)
    }
}

extension SequentialMF {
    /// The model in the catalog.
    public static var entry: ModelEntry<any NextItemModel> {
        ModelEntry(
            "sequential-mf", "Sequential matrix factorization", family: .factorization, source: "Karatzoglou 2011",
            isTrained: false
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
