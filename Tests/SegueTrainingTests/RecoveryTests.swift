import Foundation
import SegueData
import SegueEvaluation
import SegueModels
import Testing
import Torch
import TorchNN

@testable import SegueExperiments
@testable import SegueTraining

/// Training that goes on after a network was damaged.
@Suite struct RecoveryTests {
    private static let recipe = """
        task: rating
        split: {strategy: random-users, validation: 0.1, test: 0.2}
        features: {texts: [title]}
        examples: {strategy: later-half}
        testExamples: {strategy: later-half}
        training:
          {batchSize: 64, epochs: 3, gradientCap: 0, patience: 0,
           optimizer: {algorithm: adamw, learningRate: 0.01, weightDecay: 0.01}}
        models:
          - name: seqrec
            title: SeqRec
            settings: {embeddingSize: 6, hiddenSize: 7, historyLength: 10, dropoutRate: 0.1}
        evaluation: {resamples: 0}
        """

    private static func trained() throws -> (experiment: Experiment, model: TrainedModel) {
        let dataset = try SyntheticCatalog(users: 40, items: 60, interactions: 900).dataset()
        let experiment = try Experiment(Recipe(yaml: recipe, file: "r.yaml"), on: dataset)
        return (experiment, try experiment.train(experiment.recipe.models[0]))
    }

    /// Notes rates and resumptions.
    private final class Watcher: TrainingObserver {
        var rates: [Double] = []
        var resumptions = 0
        func didResume(from resumption: Resumption) { resumptions += 1 }
        func didStep(_ progress: TrainingProgress) { rates.append(progress.learningRate) }
        func didFinish(epoch: EpochRecord) {}
        func didSaveCheckpoint(step: Int) {}
    }

    private static func values(_ network: some Module) throws -> [String: [Float]] {
        var values: [String: [Float]] = [:]
        for (name, parameter) in network.namedParameters { values[name] = try parameter.value.array() }
        return values
    }

    @Test func aFrozenBranchStaysAndTheRestLearns() throws {
        let (experiment, trained) = try Self.trained()
        let original = try #require(trained.model.model as? SeqRec)
        let weights = try Self.values(original)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recovery-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        func recover(_ watcher: Watcher) throws -> (Experiment.Recovery, SeqRec, [String: [Float]]) {
            var found: (SeqRec, [String: [Float]])?
            let recovery = try experiment.recover(
                trained, named: "user history", checkpoints: folder, observer: watcher
            ) { network in
                let network = try #require(network as? SeqRec)
                #expect(try Self.values(network) == weights)
                try network.ablate([.history])
                found = (network, try Self.values(network))
            }
            let (network, damaged) = try #require(found)
            return (recovery, network, damaged)
        }
        let watcher = Watcher()
        let (recovery, network, damaged) = try recover(watcher)
        let after = try Self.values(network)
        for (name, parameter) in network.namedParameters {
            #expect((after[name] == damaged[name]) == parameter.isFixed, "\(name)")
            let isHistory = name.hasPrefix("multiplicative.") || name == "start"
            #expect(parameter.isFixed == isHistory, "\(name)")
        }
        #expect(try Self.values(original) == weights && original.parameters.allSatisfy { !$0.isFixed })
        let (before, later) = (recovery.damaged.evaluation[.rmse], recovery.recovered.evaluation[.rmse])
        #expect(before != nil && later != nil && before != later)
        // Two epochs on one cycle, from a quarter of the rate to half of it and back.
        let steps = (trained.records[0].predictions + 63) / 64
        #expect(recovery.records.count == 2 && watcher.rates.count == 2 * steps && steps > 3)
        #expect(recovery.records.allSatisfy { $0.validation == nil })
        #expect(watcher.rates.allSatisfy { (0.0025 - 1e-9...0.005 + 1e-9).contains($0) })
        #expect(abs((watcher.rates.last ?? 0) - 0.0025) < 1e-9 && (watcher.rates.max() ?? 0) > 0.0049)
        // Complete as it is, the same again comes from the checkpoint.
        let again = Watcher()
        let (second, _, _) = try recover(again)
        #expect(again.resumptions == 1 && again.rates.isEmpty)
        #expect(second.recovered.evaluation[.rmse] == later && second.damaged.evaluation[.rmse] == before)
    }

    /// Stopped in the midst of an epoch and gone on with: the same bits as without a stop.
    @Test func aStoppedRecoveryGoesOn() throws {
        let (experiment, trained) = try Self.trained()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recovery-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        func recovered(_ checkpoints: URL?, _ watcher: Watcher?, stopAfter: Int?) throws -> [String: [Float]] {
            var (found, asked) = (SeqRec?.none, 0)
            _ = try experiment.recover(
                trained, named: "movie title", checkpoints: checkpoints, observer: watcher,
                signalToStopFor: {
                    asked += 1
                    return asked == stopAfter ? 2 : 0
                },
                damage: { network in
                    found = network as? SeqRec
                    try found?.ablate([.text])
                })
            return try Self.values(#require(found))
        }
        let whole = try recovered(nil, nil, stopAfter: nil)
        let stopped = #expect(throws: TrainingError.self) { try recovered(folder, nil, stopAfter: 3) }
        #expect(stopped == .interrupted(signal: 2, step: 3))
        let watcher = Watcher()
        #expect(try recovered(folder, watcher, stopAfter: nil) == whole)
        #expect(watcher.resumptions == 1 && !watcher.rates.isEmpty)
    }

    /// The moments are those after the last step, also when another epoch's weights were kept, and go on counting.
    @Test func momentsAreTakenOver() throws {
        let (experiment, trained) = try Self.trained()
        let steps = 3 * ((trained.records[0].predictions + 63) / 64)
        #expect(try trained.optimizerState["step.0"]?.scalar() == Double(steps))
        let task = try #require(experiment.task as? PointwiseTask)
        func further(takesOver: Bool) throws -> (weights: [String: [Float]], state: [String: Tensor]) {
            let copy = try trained.entry.makeModel(
                trained.recipe.configuration, shape: experiment.shape, generator: Generator(seed: 1))
            let network = try #require(copy.model as? SeqRec)
            let original = try #require(trained.model.model as? SeqRec)
            try network.load(state: original.state())
            let trainer = try task.trainer(of: network, trained.recipe, seed: 1, checkpoints: nil)
            if takesOver { try trainer.takeOver(optimizerState: trained.optimizerState) }
            try trainer.run()
            return (try Self.values(network), trainer.optimizerState)
        }
        let (fresh, continued) = (try further(takesOver: false), try further(takesOver: true))
        #expect(try fresh.state["step.0"]?.scalar() == Double(steps))
        #expect(try continued.state["step.0"]?.scalar() == Double(2 * steps))
        #expect(fresh.weights != continued.weights)
        // Taking over copies: the trained model's own moments stay.
        #expect(try trained.optimizerState["step.0"]?.scalar() == Double(steps))
        let other = SGD([], learningRate: 1, momentum: 0.9)
        #expect(throws: StateError.self) { try other.load(state: trained.optimizerState) }
    }

    @Test func fittedModelsAreNotRecovered() throws {
        let (experiment, _) = try Self.trained()
        let recipe = try Recipe(yaml: "task: rating\nmodels: [{name: item-mean}]", file: "r.yaml")
        let fitted = try experiment.train(recipe.models[0])
        #expect(fitted.optimizerState.isEmpty)
        let error = #expect(throws: (any Error).self) { try experiment.recover(fitted, named: "x") { _ in } }
        #expect(error.map { "\($0)" }?.contains("'item-mean' is no network") == true)
    }
}
