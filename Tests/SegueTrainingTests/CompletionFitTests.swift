import SafeTensors
import SegueModels
import Testing

@testable import SegueExperiments
@testable import SegueTraining

/// What GC-MC and GLocal-K keep of all that they go through.
@Suite struct CompletionFitTests {
    private final class Watcher: TrainingObserver {
        var messages: [String] = []
        func didFit(_ progress: FitProgress) { messages.append(progress.message) }
        func didStep(_ progress: TrainingProgress) {}
        func didFinish(epoch: EpochRecord) {}
        func didSaveCheckpoint(step: Int) {}
    }

    private func fit(_ name: String, _ settings: String, _ watcher: Watcher = Watcher()) throws -> [String: HostTensor]
    {
        let experiment = try FitResumeTests.experiment(name, settings: settings)
        return try experiment.train(experiment.recipe.models[0], observer: watcher).model.model.state()
    }

    /// The average of a weight after three steps, reckoned from what the weight was after each: from a mean of the first
    /// step and the start follows the start.
    @Test func averagedWeightsDecay() throws {
        func mixing(_ weights: String, _ iterations: Int) throws -> [Double] {
            let settings =
                "{hiddenSize: 8, outputSize: 4, weights: \(weights), averageDecay: 0.6, iterations: \(iterations)}"
            return try #require(fit("gc-mc", settings)["mixing"]).array(of: Float.self).map(Double.init)
        }
        let weights = try (1...3).map { try mixing("last", $0) }
        let (first, third) = (try mixing("average", 1), try mixing("average", 3))
        for index in first.indices {
            let start = (first[index] - 0.4 * weights[0][index]) / 0.6
            let expected =
                0.6 * (0.6 * (0.6 * start + 0.4 * weights[0][index]) + 0.4 * weights[1][index]) + 0.4
                * weights[2][index]
            #expect(abs(third[index] - expected) < 1e-5)
            #expect(third[index] != Double(weights[2][index]))
        }
    }

    /// The round that is best beside the train ratings is kept, not the last one.
    @Test func theBestRoundIsKept() throws {
        func settings(rounds: Int) -> String {
            "{hiddenSize: 30, pretrainingRounds: 1, pretrainingIterations: 10, fineTuningRounds: \(rounds), "
                + "fineTuningIterations: 20, validationShare: 0.2, weightPenalty: 0.00001, kernelPenalty: 0.00001}"
        }
        let watcher = Watcher()
        let kept = try fit("glocal-k", settings(rounds: 6), watcher)
        let errors = try watcher.messages.filter { $0.hasPrefix("fine-tuning") }.map { message in
            let words = message.split(separator: " ")
            return try #require(Double(words[words.count - 2]))
        }
        try #require(errors.count == 6)
        let least = try #require(errors.min())
        let best = try #require(errors.firstIndex(of: least)) + 1
        #expect(best < 6, "the last round is the best, so that nothing is seen: \(errors)")
        #expect(try fit("glocal-k", settings(rounds: best)) == kept)
        #expect(try fit("glocal-k", settings(rounds: 6).replacing("Share: 0.2", with: "Share: 0")) != kept)
    }
}
