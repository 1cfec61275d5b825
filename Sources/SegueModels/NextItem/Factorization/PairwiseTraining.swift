import Dispatch
import Foundation
import SegueCore
import SegueData

/// Hyper-parameters of models that are learned from pairs of an observed item and a negative one.
protocol PairwiseConfiguration: ModelConfiguration {
    var factorCount: Int { get }
    var iterations: Int { get }
    var learningRate: Double { get }
    var initialDeviation: Double { get }
    var negativePopularityExponent: Double { get }
    var threads: Int { get }
}

extension PairwiseConfiguration {
    /// Checks what all of them have, and the weights of the penalties.
    func validateShared(regularization: KeyValuePairs<String, Double>) throws {
        try ConfigurationCheck.atLeast(1, factorCount, field: "factorCount", atMost: 4096)
        try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
        try ConfigurationCheck.positive(learningRate, field: "learningRate")
        for (field, value) in regularization { try ConfigurationCheck.notNegative(value, field: field) }
        try ConfigurationCheck.positive(initialDeviation, field: "initialDeviation")
        try ConfigurationCheck.notNegative(negativePopularityExponent, field: "negativePopularityExponent")
        try ConfigurationCheck.atLeast(1, threads, field: "threads")
    }

    /// Initial vectors of so many users or items.
    func vectors(_ count: Int, generator: inout SeededGenerator) -> FactorMatrix {
        FactorMatrix(count: count, factorCount: factorCount, deviation: initialDeviation, generator: &generator)
    }
}

/// The loop of models trained by stochastic gradient descent on (observed, negative) pairs.
struct PairwiseTraining {
    /// What the samples of one round told about the model before they were learned.
    struct Tally: Sendable {
        /// Samples drawn.
        var count = 0
        /// Samples with the observed item already ahead.
        var correct = 0
        /// Sum of the gradients' sizes σ(−x): not finite when a parameter is not.
        var violation: Float = 0

        mutating func add(difference: Float, violation: Float) {
            count += 1
            correct += difference > 0 ? 1 : 0
            self.violation += violation
        }

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                count: left.count + right.count, correct: left.correct + right.correct,
                violation: left.violation + right.violation)
        }
    }

    let model: String
    let interactionCount: Int
    let iterations: Int
    let threads: Int

    init(model: String, rows: TrainingRows, configuration: some PairwiseConfiguration) {
        self.model = model
        interactionCount = rows.count
        iterations = configuration.iterations
        threads = configuration.threads
    }

    /// Draws `iterations × interactionCount` samples in rounds, reporting after each.
    ///
    /// - Parameter learn: learns from a number of random samples; with `threads` > 1 called from as many threads.
    /// - Throws: ``FittingError/diverged(model:iteration:remedy:)``, and what `progress` throws.
    func run(
        generator: inout SeededGenerator, progress: (FitProgress) throws -> Void,
        learn: (_ samples: Int, _ generator: inout SeededGenerator) -> Tally
    ) throws {
        guard interactionCount > 0 else { throw FittingError.noInteractions(model: model) }
        let total = iterations * interactionCount
        var done = 0
        for iteration in 1...iterations {
            var tally = Tally()
            while done < iteration * interactionCount {
                let samples = min(1 << 18, iteration * interactionCount - done)
                let round = threads > 1 ? parallel(samples, &generator, learn) : learn(samples, &generator)
                guard round.violation.isFinite else {
                    throw FittingError.diverged(
                        model: model, iteration: iteration, remedy: "lower learningRate or initialDeviation")
                }
                done += samples
                tally = tally + round
                let percent = 100 * tally.correct / max(tally.count, 1)
                let message = "iteration \(iteration) of \(iterations), \(percent) % of pairs in order"
                try progress(FitProgress(fraction: Double(done) / Double(total), message: message))
            }
        }
    }

    /// Hogwild (Niu et al., NIPS 2011): threads update the same parameters without locks.
    private func parallel(
        _ samples: Int, _ generator: inout SeededGenerator,
        _ learn: (_ samples: Int, _ generator: inout SeededGenerator) -> Tally
    ) -> Tally {
        let round = String(generator.next(), radix: 16)
        let seeded = generator
        let lock = NSLock()
        nonisolated(unsafe) var tally = Tally()
        withoutActuallyEscaping(learn) { learn in
            nonisolated(unsafe) let learn = learn
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                var own = seeded.split("round \(round) thread \(thread)")
                let share = samples * (thread + 1) / threads - samples * thread / threads
                let result = learn(share, &own)
                lock.withLock { tally = tally + result }
            }
        }
        return tally
    }
}

/// What the steps of gradient descent on −ln σ(x̂(i) − x̂(j)) have in common, for scores with a term ⟨u, i⟩.
enum PairwiseStep {
    /// σ(−x): the size of the gradient.
    @inline(__always)
    static func violation(_ difference: Float) -> Float { 1 / (1 + exp(difference)) }

    /// Moves four components each of a user's vector u and of the vectors i and j, all gradients being taken before any
    /// of them moves.
    ///
    /// - Parameters:
    ///   - step: Learning rate times violation.
    ///   - decay: For each vector the learning rate times its λ.
    @inline(__always)
    static func move(
        _ user: inout SIMD4<Float>, _ positive: inout SIMD4<Float>, _ negative: inout SIMD4<Float>, step: Float,
        decay: (user: Float, positive: Float, negative: Float)
    ) {
        let (u, i, j) = (user, positive, negative)
        user = u + (step * (i - j) - decay.user * u)
        positive = i + (step * u - decay.positive * i)
        negative = j - (step * u + decay.negative * j)
    }
}
