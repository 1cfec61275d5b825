import Foundation
import SegueData
import SegueModels
import Testing

@testable import SegueTraining

/// Recipes: defaults, overlays, and mistakes found with their place.
@Suite struct RecipeTests {
    private let text = """
        title: Two models
        seed: 3
        split: {strategy: leave-last-out}
        data:
          filters:
            - filter: k-core
              users: 2
              items: 2
        training:
          epochs: 4
          optimizer: {learningRate: 0.01}
        models:
          - name: popularity
          - name: attentional-user-gru
            title: Ours
            settings: {hiddenSize: 32, attentionBias: -3}
            training: {epochs: 6}
        """

    @Test func settingsLieOverTheDefaults() throws {
        let recipe = try Recipe(yaml: text, file: "r.yaml", settings: ["model.hiddenSize=16", "seed=9"])
        #expect(recipe.seed == 9)
        #expect(recipe.split == .leaveLastOut())
        #expect(recipe.data.filters.count == 1)
        let model = try #require(recipe.models.last)
        #expect(model.title == "Ours")
        let configuration = try #require(model.configuration as? AttentionalUserGRU.Configuration)
        #expect(configuration.hiddenSize == 16)
        #expect(configuration.attentionBias == -3)
        #expect(configuration.userDropoutRate == 0.5)
        #expect(model.training.epochs == 6)
        #expect(model.training.optimizer.learningRate == 0.01)
        #expect(model.training.windowLength == 20)
        #expect(recipe.models.first?.training.epochs == 4)
    }

    @Test(arguments: [
        ("epochs: 4", "epoch: 4", "r.yaml:10:3", "did you mean 'epochs'?"),
        ("epochs: 4", "epochs: many", "r.yaml:10:11", "a whole number"),
        ("hiddenSize: 32", "hidden_size: 32", "r.yaml:16:16", "did you mean 'hiddenSize'?"),
        ("name: popularity", "name: popularty", "r.yaml:13:5", "did you mean 'popularity'?"),
        ("seed: 3", "seed: 3\nseed: 4", "r.yaml", "duplicated"),
        ("strategy: leave-last-out", "strategy: leave-one-out", "r.yaml:", "leave-one-out"),
        ("title: Two models", "title: [", "r.yaml", "YAML"),
        ("learningRate: 0.01", "learningRate: 0", "", "learningRate"),
    ])
    func mistakesAreLocated(old: String, new: String, place: String, message: String) {
        let wrong = text.replacingOccurrences(of: old, with: new)
        do {
            _ = try Recipe(yaml: wrong, file: "r.yaml")
            Issue.record("accepted: \(new)")
        } catch {
            #expect("\(error)".hasPrefix(place), "\(error)")
            #expect("\(error)".contains(message), "\(error)")
        }
    }

    @Test func settingsOfTheCommandLineAreChecked() {
        for setting in ["model.hiddensize=3", "training.epoch=3", "nonsense", "models.7.name=popularity"] {
            #expect(throws: RecipeError.self, "\(setting)") {
                try Recipe(yaml: text, file: "r.yaml", settings: [setting])
            }
        }
    }

    @Test func earlyStoppingCountsEpochsSinceTheBest() {
        var stopping = EarlyStopping(patience: 2)
        let improved = [0.1, 0.3, 0.2, 0.3].enumerated().map { stopping.record($1, epoch: $0 + 1) }
        #expect(improved == [true, true, false, false])
        #expect(stopping.shouldStop && stopping.bestEpoch == 2)
        var patient = EarlyStopping(patience: 0)
        _ = patient.record(1, epoch: 1)
        _ = patient.record(0, epoch: 2)
        #expect(!patient.shouldStop)
    }
}
