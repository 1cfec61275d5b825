import Foundation
import SegueCore
import SegueData
import SegueModels
import Testing
import Torch

@testable import SegueExperiments
@testable import SegueTraining

/// The linear part of a model of fields has an optimizer of its own, as Wide & Deep is published.
@Suite struct LinearOptimizerTests {
    private func experiment(_ model: String, _ training: String, epochs: Int = 3) throws -> Experiment {
        let recipe = """
            task: click
            split: {strategy: global-time, train: 0.7, validation: 0.1}
            training:
              batchSize: 64
              epochs: \(epochs)
              patience: 0
              optimizer: {algorithm: adagrad, learningRate: 0.05}
            \(training)
            models: [{name: \(model)}]
            evaluation: {resamples: 0}
            """
        return try Experiment(
            Recipe(yaml: recipe, file: "r.yaml"),
            on: SyntheticCatalog(users: 30, items: 40, interactions: 600).dataset())
    }

    private func values(_ trained: TrainedModel) throws -> [String: [Float]] {
        let network = try #require(trained.model.model as? any FieldNetwork)
        var values: [String: [Float]] = [:]
        for (name, parameter) in network.namedParameters { values[name] = try parameter.value.array() }
        return values
    }

    @Test func theLinearPartAloneIsSparse() throws {
        let ftrl = "  linearOptimizer: {algorithm: ftrl, learningRate: 0.1, l1: 0.02}"
        let experiment = try experiment("wide-and-deep", ftrl)
        let settings = try #require(experiment.recipe.models[0].training.linearOptimizer)
        #expect(settings.l1 == 0.02 && settings.beta == nil && settings.weightDecay == 0)
        let found = try values(experiment.train(experiment.recipe.models[0]))
        let weights = try #require(found["fields.weights.weight"])
        let zeros = weights.count { $0 == 0 }
        #expect(zeros > weights.count / 4 && zeros < weights.count)
        #expect(try #require(found["fields.vectors.weight"]).count { $0 == 0 } < 20)
        // Without it all weights are the other optimizer's, and none is exactly zero.
        let plain = try self.experiment("wide-and-deep", "")
        let others = try values(plain.train(plain.recipe.models[0]))
        #expect(try #require(others["fields.weights.weight"]).count { $0 == 0 } < 20)
    }

    @Test func aStoppedTrainingGoesOnWithBoth() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("joint-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let ftrl = "  linearOptimizer: {algorithm: ftrl, learningRate: 0.1, l1: 0.02}"
        let experiment = try experiment("wide-and-deep", ftrl)
        let whole = try experiment.train(experiment.recipe.models[0])
        #expect(whole.optimizerState.keys.contains { $0.hasPrefix("linear/z.") })
        var steps = 0
        #expect(throws: TrainingError.interrupted(signal: SIGTERM, step: 17)) {
            try experiment.train(
                experiment.recipe.models[0], checkpoints: folder,
                signalToStopFor: {
                    steps += 1
                    return steps == 17 ? SIGTERM : 0
                })
        }
        let rest = try experiment.train(experiment.recipe.models[0], checkpoints: folder)
        #expect(try values(rest) == values(whole))
    }

    @Test func aModelWithoutLinearPartSaysSo() throws {
        let experiment = try experiment("neumf", "  linearOptimizer: {algorithm: ftrl}")
        #expect {
            try experiment.train(experiment.recipe.models[0])
        } throws: { error in
            (error as? ConfigurationError)?.field == "training.linearOptimizer"
        }
    }

    @Test(arguments: [
        ("linearOptimizer: {l1: -1}", "training.linearOptimizer.l1"),
        ("linearOptimizer: {learningrate: 1}", "learningRate"),
        ("optimizer: {algorithm: ftrl, beta: -1}", "training.optimizer.beta"),
    ])
    func mistakesAreNamed(setting: String, named: String) throws {
        let recipe = "task: click\ntraining:\n  \(setting)\nmodels: [{name: wide-and-deep}]\n"
        #expect {
            try Recipe(yaml: recipe, file: "r.yaml")
        } throws: { error in
            "\(error)".contains(named)
        }
    }
}
