import Foundation
import SafeTensors
import SegueData
import SegueModels
import Testing

@testable import SegueExperiments
@testable import SegueTraining

/// Models that learn by themselves go on from where they were stopped, and are not fitted twice.
@Suite struct FitResumeTests {
    private static let models = [
        "gc-mc": "{hiddenSize: 8, outputSize: 4, iterations: 12}",
        "glocal-k":
            "{hiddenSize: 6, pretrainingRounds: 3, pretrainingIterations: 2, fineTuningRounds: 3, fineTuningIterations: 2}",
        "biased-mf": "{factorCount: 3, iterations: 6}",
    ]

    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fit-\(UUID().uuidString)")

    private func experiment(_ name: String, seed: Int = 5) throws -> Experiment {
        try Self.experiment(name, settings: #require(Self.models[name]), seed: seed)
    }

    /// A model over made-up ratings, a fifth of them drawn for the test.
    static func experiment(_ name: String, settings: String, seed: Int = 5) throws -> Experiment {
        let recipe = """
            task: rating
            seed: \(seed)
            data: {unseenItems: keep}
            split: {strategy: random-ratings, train: 0.8, seed: 1}
            models: [{name: \(name), settings: \(settings)}]
            evaluation: {resamples: 0}
            """
        return try Experiment(
            Recipe(yaml: recipe, file: "r.yaml"),
            on: SyntheticCatalog(users: 30, items: 40, interactions: 600).dataset())
    }

    private final class Watcher: TrainingObserver {
        var fits: [FitProgress] = []
        func didFit(_ progress: FitProgress) { fits.append(progress) }
        func didStep(_ progress: TrainingProgress) {}
        func didFinish(epoch: EpochRecord) {}
        func didSaveCheckpoint(step: Int) {}
    }

    /// Trains; asked so many times, somebody wants an end.
    private func train(
        _ experiment: Experiment, in checkpoints: URL?, stoppingAt calls: Int = .max, _ watcher: Watcher = Watcher()
    ) throws -> [String: HostTensor] {
        var asked = 0
        let trained = try experiment.train(
            experiment.recipe.models[0], checkpoints: checkpoints, observer: watcher,
            signalToStopFor: {
                asked += 1
                return asked >= calls ? SIGTERM : 0
            })
        return try trained.model.model.state()
    }

    @Test(arguments: ["gc-mc", "glocal-k"], [1, 3, 4])
    func aStoppedFitGoesOnToTheSameBits(name: String, calls: Int) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let experiment = try experiment(name)
        let whole = try train(experiment, in: nil)
        #expect(throws: TrainingError.fitInterrupted(signal: SIGTERM, isKept: true)) {
            try train(experiment, in: folder, stoppingAt: calls)
        }
        let rest = Watcher()
        #expect(try train(experiment, in: folder, rest) == whole)
        #expect(rest.fits.count == (name == "gc-mc" ? 12 : 6) - calls)
    }

    @Test(arguments: models.keys.sorted())
    func aCompleteFitIsTakenAsItIs(name: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let fitted = try train(experiment(name), in: folder)
        let again = Watcher()
        #expect(try train(experiment(name), in: folder, again) == fitted)
        #expect(again.fits.isEmpty)
        // Another seed is another fit.
        #expect { try train(experiment(name, seed: 6), in: folder) } throws: { error in
            guard case .foreignCheckpoint(_, let differences)? = error as? TrainingError else { return false }
            return differences == ["seed is 6, the checkpoint was made with 5"]
        }
    }

    @Test func aFitThatKeepsNothingSaysSo() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let experiment = try experiment("biased-mf")
        #expect(throws: TrainingError.fitInterrupted(signal: SIGTERM, isKept: false)) {
            try train(experiment, in: folder, stoppingAt: 2)
        }
        #expect(try train(experiment, in: folder) == train(experiment, in: nil))
    }

    @Test func aNetworksCheckpointIsNoFits() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try train(experiment("biased-mf"), in: folder)
        let store = CheckpointStore(at: folder, identity: try RunIdentity([]))
        #expect { try store.newest(CheckpointState<Int>.self) } throws: { error in
            guard case .unreadableCheckpoint(_, let problem)? = error as? TrainingError else { return false }
            return problem == "it is of another kind of model"
        }
    }
}
