import SafeTensors
import SegueCore
import SegueData
import Torch

/// Matrix factorization by alternating least squares (Zhou et al., AAIM 2008, "ALS-WR"): r̂ = μ + b_u + b_i + p_u · q_i.
///
/// In turn each user's vector, then each item's, is the ridge regression of what is to be explained on the vectors of the
/// other side: p_u = (Σ q_i q_iᵀ + (λ₀ + λ n_u) I)⁻¹ Σ q_i (r − μ − b_u − b_i), likewise q_i (Eqs. 4 and 5). The paper
/// weighs λ by the number of ratings, has no λ₀ and no biases, and puts an item's mean in its vector's first component.
/// Here biases are part of the model: found beforehand as ``Biases`` does, or with the vectors, as one more unknown of
/// each regression whose penalty is the shrinkage. The last turn is the users', so that a user without train interactions,
/// whose bias and vector follow from the history's ratings by the same regression, is treated as all others are.
///
/// The paper is silent on the first vectors (here normal), and stops by an error on validation (here after a number of turns).
public final class AlternatingMF: PointwiseModel, Fittable, @unchecked Sendable {
    /// When biases are found.
    public enum BiasFitting: String, Codable, Sendable, CaseIterable {
        /// Before the vectors, and held.
        case before
        /// With the vectors.
        case joint
    }

    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Which ratings are learned from.
        public var learnsFrom = RatingSource.allTrainInteractions
        /// Length of the vectors.
        public var factorCount = 10
        /// Turns, each of users, then items.
        public var iterations = 15
        /// λ₀: penalty on a vector, however many ratings it follows from.
        public var ridge = 15.0
        /// λ: penalty on a vector for each rating.
        public var regularization = 0.0
        /// When biases are found.
        public var biases = BiasFitting.before
        /// Pulls the biases of items towards 0.
        public var itemShrinkage = 2.0
        /// Pulls the biases of users towards 0.
        public var userShrinkage = 10.0
        /// Standard deviation of the first vectors.
        public var initialDeviation = 0.1

        /// Ten factors.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 4096)
            try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
            try ConfigurationCheck.notNegative(ridge, field: "ridge")
            try ConfigurationCheck.notNegative(regularization, field: "regularization")
            try ConfigurationCheck.notNegative(itemShrinkage, field: "itemShrinkage")
            try ConfigurationCheck.notNegative(userShrinkage, field: "userShrinkage")
            try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var fitted: BiasedFactors?

    /// Makes a model that has learned nothing.
    public init(configuration: Configuration = Configuration()) throws {
        try configuration.validate()
        self.configuration = configuration
    }

    /// A rating.
    public var predicts: Prediction { .rating }
    /// Ratings.
    public var reads: HistoryColumns { .ratings }
    private var width: Int { configuration.factorCount + 1 }

    /// Takes turns.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        fitted = nil
        let table = try RatingTable(material, from: configuration.learnsFrom, model: "AlternatingMF")
        let vectors = (0..<table.items.count * configuration.factorCount).map { _ in
            configuration.initialDeviation * context.generator.normal()
        }
        fitted = try fit(table, firstItems: vectors, progress: context.progress)
    }

    /// Takes turns from given first vectors of the items: `[items + 1, factors]`.
    func fit(
        _ table: RatingTable, firstItems: [Double], progress: (FitProgress) throws -> Void
    ) throws -> BiasedFactors {
        let biases = FittedBiases(
            table,
            BiasRule(
                itemShrinkage: configuration.itemShrinkage, userShrinkage: configuration.userShrinkage, iterations: 15,
                source: configuration.learnsFrom))
        var users = [Double](repeating: 0, count: table.users.count * width)
        var items = [Double](repeating: 0, count: table.items.count * width)
        for (user, bias) in biases.users.enumerated() { users[user * width] = Double(bias) }
        for (item, bias) in biases.items.enumerated() {
            items[item * width] = Double(bias)
            guard !table.items[item].isEmpty else { continue }
            for factor in 1..<width { items[item * width + factor] = firstItems[item * (width - 1) + factor - 1] }
        }
        for iteration in 1...configuration.iterations {
            solve(table.users, mean: table.mean, shrinkage: configuration.userShrinkage, against: items, &users)
            solve(table.items, mean: table.mean, shrinkage: configuration.itemShrinkage, against: users, &items)
            try progress(
                FitProgress(
                    fraction: Double(iteration) / Double(configuration.iterations + 1),
                    message: "turn \(iteration) of \(configuration.iterations)"))
        }
        solve(table.users, mean: table.mean, shrinkage: configuration.userShrinkage, against: items, &users)
        guard users.allSatisfy(\.isFinite), items.allSatisfy(\.isFinite) else {
            throw FittingError.diverged(
                model: "AlternatingMF", iteration: configuration.iterations, remedy: "raise ridge or regularization")
        }
        return BiasedFactors(
            mean: biases.mean, users: users.map { Float($0) }, items: items.map { Float($0) }, width: width)
    }

    /// Solves all rows of one side; which thread solves which changes nothing.
    private func solve(
        _ side: RatingTable.Side, mean: Double, shrinkage: Double, against others: [Double], _ rows: inout [Double]
    ) {
        let (width, configuration) = (width, configuration)
        let isJoint = configuration.biases == .joint
        others.withUnsafeBufferPointer { others in
            rows.withUnsafeMutableBufferPointer { rows in
                guard let others = others.baseAddress, let rows = rows.baseAddress else { return }
                nonisolated(unsafe) let (other, own) = (others, rows)
                Parallel.parts(of: side.count, threads: TorchRuntime.threadCount) { part in
                    let ridge = VectorRidge(factorCount: width - 1, findsBias: isJoint)
                    for index in part where index > 0 && !side[index].isEmpty {
                        ridge.clear()
                        let row = own + index * width
                        let bias = isJoint ? 0 : row[0]
                        for rating in side[index] {
                            let vector = other + Int(side.others[rating]) * width
                            ridge.add(vector + 1, target: Double(side.ratings[rating]) - mean - vector[0] - bias)
                        }
                        let penalty = configuration.ridge + configuration.regularization * Double(side[index].count)
                        let solved = ridge.solve(biasPenalty: shrinkage, penalty: penalty)
                        (row + (isJoint ? 0 : 1)).update(from: solved, count: ridge.width)
                    }
                }
            }
        }
    }

    /// μ + b_u + b_i + p_u · q_i.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let fitted = try learned()
        let configuration = configuration
        fitted.predict(examples, rows: rows, into: predictions) { history in
            let bias = configuration.biases == .joint ? nil : fitted.userBias(history, configuration.userShrinkage)
            return fitted.foldIn(history, bias: bias) { count in
                (configuration.userShrinkage, configuration.ridge + configuration.regularization * count)
            }
        }
    }

    /// Mean and both tables.
    public func state() throws -> [String: HostTensor] { try learned().state }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        fitted = try BiasedFactors(StateReader(state: state), width: width)
    }

    private func learned() throws -> BiasedFactors {
        guard let fitted else { throw ModelStateError.notFitted(model: "AlternatingMF") }
        return fitted
    }
}

extension BiasedFactors {
    /// The bias of a user who rated this, found before the vector.
    fileprivate func userBias(_ history: RatedHistory, _ shrinkage: Double) -> Double {
        var sum = 0.0
        for (item, rating) in zip(history.items, history.ratings) {
            sum += Double(rating) - Double(mean) - Double(items[Int(item) * width])
        }
        return history.ratings.isEmpty ? 0 : sum / (Double(history.ratings.count) + shrinkage)
    }
}

extension AlternatingMF {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "als-mf", "Matrix factorization by alternating least squares", family: .factorization,
            source: "Zhou et al. 2008", isTrained: false, tasks: [.rating],
            texts: BiasTexts.all.merging([
                "iterations": "Turns, each of users, then items.",
                "ridge": "Penalty on a vector, however many ratings it follows from.",
                "regularization": "Penalty on a vector for each rating it follows from.",
                "biases": "Whether biases are found before the vectors and held, or with them.",
            ]) { $1 }
        ) { (configuration: Configuration, _, _) in try AlternatingMF(configuration: configuration) }
    }
}
