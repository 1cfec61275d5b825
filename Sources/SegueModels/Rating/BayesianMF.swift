import Foundation
import SafeTensors
import SegueCore
import SegueData
import Torch

/// Bayesian probabilistic matrix factorization (Salakhutdinov and Mnih, ICML 2008), made sequential.
///
/// A rating is normal around μ + b_u + b_i + p_u · q_i with precision α; users' (b_u, p_u) and items' (b_i, q_i) are normal
/// with Gaussian–Wishart hyper-priors. A Gibbs sampler draws all of them in turn (Eqs. 11 to 14), and a prediction is the
/// mean over many draws, in which no vector is fitted to its few ratings alone. Where the paper differs: it has no biases
/// (here a first coordinate of each vector, under the same prior) and holds α at 2 (here drawn, with prior Γ(1, 1)). A
/// draw predicts by the *mean* of a user's vector given the draw's items, not by one more draw.
///
/// What is ours: a user that was never trained on is the same conditional mean, given the ratings of the history, so that
/// nothing is fitted anew. There, a rating that lies k interactions back counts 2^(−k ∕ halfLife) of one given last: taste
/// moves, and what comes next is nearer to the end of a history than to its beginning.
public final class BayesianMF: PointwiseModel, Fittable, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// Which ratings are learned from.
        public var learnsFrom = RatingSource.allTrainInteractions
        /// Length of the vectors, the bias not counted.
        public var factorCount = 30
        /// Turns of the chain before the first draw that is kept.
        public var burnIn = 20
        /// Draws that are kept; each is a table of all users and items.
        public var drawCount = 50
        /// Turns from one draw that is kept to the next.
        public var thinning = 2
        /// Interactions after which a rating of a history counts half; nil counts all alike.
        public var halfLife: Double? = 200

        /// Thirty factors, fifty draws.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 1024)
            try ConfigurationCheck.atLeast(0, burnIn, field: "burnIn", atMost: 1_000_000)
            try ConfigurationCheck.atLeast(1, drawCount, field: "drawCount", atMost: 10_000)
            try ConfigurationCheck.atLeast(1, thinning, field: "thinning", atMost: 10_000)
            if let halfLife { try ConfigurationCheck.positive(halfLife, field: "halfLife") }
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    private var fitted: PosteriorDraws?

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

    /// Runs the chain.
    public func fit(_ material: LearningMaterial, _ context: inout FitContext) throws {
        fitted = nil
        let table = try RatingTable(material, from: configuration.learnsFrom, model: "BayesianMF")
        var sampler = GibbsSampler(table, width: width, generator: SeededGenerator(seed: context.generator.next()))
        var draws: [PosteriorDraw] = []
        let turns = configuration.burnIn + configuration.drawCount * configuration.thinning
        for turn in 1...turns {
            let draw = try sampler.turn(turn)
            let late = turn - configuration.burnIn
            if late > 0, late % configuration.thinning == 0 { draws.append(draw) }
            try context.progress(
                FitProgress(
                    fraction: Double(turn) / Double(turns),
                    message: "turn \(turn) of \(turns), train RMSE \(String(format: "%.4f", sampler.trainError))"))
        }
        fitted = PosteriorDraws(draws, mean: Float(table.mean), width: width)
    }

    /// The mean over the draws of μ + b_u + b_i + p_u · q_i.
    public func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>
    ) throws {
        let fitted = try learned()
        let halfLife = configuration.halfLife
        nonisolated(unsafe) let target = predictions
        // A few are one thread's work: each thread would fold the same histories in again.
        Parallel.parts(of: rows.count, threads: rows.count < 256 ? 1 : TorchRuntime.threadCount) { part in
            let conditional = VectorConditional(width: fitted.width)
            var lookup = UserLookup(
                examples, itemCount: fitted.itemCount, learned: { fitted.user($0) },
                fold: { fitted.user($0, halfLife: halfLife, conditional) })
            for index in part {
                let row = rows.lowerBound + index
                target[index] = fitted.rating(lookup(row), item: Int(examples.items[row]))
            }
        }
    }

    /// All draws.
    public func state() throws -> [String: HostTensor] { try learned().state }

    /// Takes over a state.
    public func load(state: [String: HostTensor]) throws {
        fitted = try PosteriorDraws(StateReader(state: state), width: width, drawCount: configuration.drawCount)
    }

    private func learned() throws -> PosteriorDraws {
        guard let fitted else { throw ModelStateError.notFitted(model: "BayesianMF") }
        return fitted
    }
}

extension BayesianMF {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "bayesian-mf", "Sequential Bayesian matrix factorization", family: .factorization,
            source: "Salakhutdinov and Mnih 2008, made sequential", isTrained: false, tasks: [.rating],
            texts: [
                "learnsFrom":
                    "Which ratings are learned from: all train interactions, histories too, or the examples' labels.",
                "factorCount": "Length of the vectors, the bias not counted.",
                "burnIn": "Turns of the chain before the first draw that is kept.",
                "drawCount": "Draws that are kept, each with a table of all users and items.",
                "thinning": "Turns from one draw that is kept to the next.",
                "halfLife": "Interactions after which a rating of a history counts half; null counts all alike.",
            ]
        ) { (configuration: Configuration, _, _) in try BayesianMF(configuration: configuration) }
    }
}
