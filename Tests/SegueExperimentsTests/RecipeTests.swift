import Foundation
import SegueData
import SegueModels
import SegueTraining
import Testing

@testable import SegueExperiments

/// Recipes: defaults, overlays, and mistakes found with their location.
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
        ("name: popularity", "name: popularty", "r.yaml:13:11", "did you mean 'popularity'?"),
        ("seed: 3", "seed: 3\nseed: 4", "r.yaml:2:1", "'seed' is written twice"),
        ("strategy: leave-last-out", "strategy: leave-last-oud", "r.yaml:3:19", "did you mean 'leave-last-out'?"),
        ("strategy: leave-last-out", "strategy: ratio, train: 5", "r.yaml:3:33", "split.train: must lie in 0.0…1.0"),
        ("strategy: leave-last-out", "strategy: ratio, trein: 5", "r.yaml:3:26", "did you mean 'train'?"),
        ("title: Two models", "title: [", "r.yaml:3:6", "YAML"),
        ("title: Two models", "title: {a: 1}", "r.yaml:1:8", "title: expected a text, found settings by name"),
        ("title: Two models", "title: &a x", "r.yaml:1:8", "anchors"),
        ("title: Two models", "\ttitle: x", "r.yaml:1:1", "not with tabs"),
        (
            "learningRate: 0.01", "learningRate: 0", "r.yaml:11:29",
            "training.optimizer.learningRate: must be a finite number above 0"
        ),
        ("learningRate: 0.01", "learningRate: .nan", "r.yaml:11:29", "expected a number, found '.nan'"),
        ("learningRate: 0.01", "learningRate: nan", "r.yaml:11:29", "expected a finite number"),
        ("learningRate: 0.01", "algorithm: adem", "r.yaml:11:26", "one of adam, adamw, adagrad, sgd"),
        ("seed: 3", "seed: -1", "r.yaml:2:7", "a whole number from 0 to 18446744073709551615, found '-1'"),
        ("seed: 3", "seed: null", "r.yaml:2:7", "expected a whole number, found nothing"),
        ("seed: 3", "seed: \"3\"", "r.yaml:2:7", "found the text \"3\""),
        ("epochs: 4", "epochs: 2.5", "r.yaml:10:11", "training.epochs: expected a whole number, found '2.5'"),
        ("epochs: 4", "epochs: 1e400", "r.yaml:10:11", "found '1e400'"),
        ("epochs: 4", "epochs: 0", "r.yaml:10:11", "training.epochs: must be at least 1, not 0"),
        ("epochs: 4", "epochs: 99999999999", "r.yaml:10:11", "must be at most 2147483647"),
        ("epochs: 6", "epochs: 0", "r.yaml:17:24", "models.1.training.epochs: must be at least 1"),
        ("users: 2", "users: -2", "r.yaml:7:14", "data.filters.0.users: must be at least 0"),
        ("users: 2", "user: 2", "r.yaml:7:7", "did you mean 'users'?"),
        ("hiddenSize: 32", "hiddenSize: 0", "r.yaml:16:28", "models.1.settings.hiddenSize: must be at least 1"),
    ])
    func mistakesAreLocated(old: String, new: String, location: String, message: String) {
        let wrong = text.replacingOccurrences(of: old, with: new)
        do {
            _ = try Recipe(yaml: wrong, file: "r.yaml")
            Issue.record("accepted: \(new)")
        } catch {
            #expect("\(error)".hasPrefix(location), "\(error)")
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

    @Test func settingsOfTheCommandLineAreTheirOwnPlace() {
        let wrong = [
            ("training.epochs=x", "training.epochs: expected a whole number, found 'x'"),
            ("model.hiddenSize=0", "models.1.settings.hiddenSize: must be at least 1, not 0"),
            ("training.schedule={foo: {}}", "training.schedule: expected one name with its parameters"),
            ("training.schedule={step: {every: -3, factor: 1}}", "training.schedule.step.every: must be at least 1"),
            ("evaluation.cutoffs=20", "evaluation.cutoffs: expected a list"),
            ("evaluation.cutoffs=[1.5]", "evaluation.cutoffs.0: expected a whole number, found '1.5'"),
            ("models=[standard-gru]", "models.0: expected `name:` and, by option, `settings:`"),
            ("split.strategy=nope", "split.strategy: there is no split strategy 'nope'"),
        ]
        for (setting, message) in wrong {
            do {
                _ = try Recipe(yaml: text, file: "r.yaml", settings: [setting])
                Issue.record("accepted: \(setting)")
            } catch {
                #expect("\(error)".hasPrefix("--set \(setting): \(message)"), "\(error)")
            }
        }
    }

    @Test func numbersAreReadAsWritten() throws {
        let recipe = try Recipe(
            yaml: text, file: "r.yaml", settings: ["seed=18446744073709551615", "training.epochs=1e3", "title=2024"])
        #expect(recipe.seed == .max)
        #expect(recipe.title == "2024")
        #expect(recipe.models.first?.training.epochs == 1000)
    }

    @Test func whatIsNoRecipeIsSaid() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recipes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func error(_ bytes: [UInt8]) throws -> String {
            let file = folder.appendingPathComponent("r.yaml")
            try Data(bytes).write(to: file)
            return "\(#expect(throws: RecipeError.self) { try Recipe(contentsOf: file) }?.description ?? "")"
        }
        #expect(try error([]).hasSuffix("r.yaml:1:1: the recipe is empty"))
        #expect(try error(Array("# nothing\n".utf8)).hasSuffix("the recipe is empty"))
        #expect(try error(Array("a: 1\nb: ".utf8) + [0xFF]).contains("r.yaml:2: this line is not UTF-8"))
        #expect(try error(Array("- a\n".utf8)).contains("expected settings by name"))
        let missing = #expect(throws: RecipeError.self) { try Recipe(contentsOf: folder.appendingPathComponent("no")) }
        #expect(missing?.exitCode == 66)
        let directory = #expect(throws: RecipeError.self) { try Recipe(contentsOf: folder) }
        #expect(directory?.exitCode == 66 && directory?.problem.contains("folder") == true)
    }

    @Test func earlyStoppingCountsEpochsSinceTheBest() {
        var stopping = EarlyStopping(patience: 2, direction: .higher)
        let improved = [0.1, 0.3, 0.2, 0.3].enumerated().map { stopping.record($1, epoch: $0 + 1) }
        #expect(improved == [true, true, false, false])
        #expect(stopping.shouldStop && stopping.bestEpoch == 2)
        var patient = EarlyStopping(patience: 0, direction: .higher)
        _ = patient.record(1, epoch: 1)
        _ = patient.record(0, epoch: 2)
        #expect(!patient.shouldStop)
    }

    /// Of errors less is better; what is no finite number is never the best, not even the first time.
    @Test func earlyStoppingKnowsTheDirection() throws {
        var stopping = EarlyStopping(patience: 3, direction: .lower)
        let improved = [.nan, 1.0, -.infinity, 0.9, .nan, 0.95].enumerated().map { stopping.record($1, epoch: $0 + 1) }
        #expect(improved == [false, true, false, true, false, false])
        #expect(stopping.best == 0.9 && stopping.bestEpoch == 4 && !stopping.shouldStop)
        let copy = try JSONDecoder().decode(EarlyStopping.self, from: JSONEncoder().encode(stopping))
        #expect(copy == stopping)
        #expect(!stopping.record(0.9, epoch: 7) && stopping.shouldStop)
    }

    @Test func theWatchedMetricIsReadByName() throws {
        let recipe = try Recipe(
            yaml: "models: [{name: standard-gru, training: {validationMetric: popularity@20}}]", file: "r.yaml")
        #expect(recipe.models[0].training.validationMetric == .popularity(at: 20))
        let error = #expect(throws: RecipeError.self) {
            try Recipe(yaml: "models: [{name: standard-gru, training: {validationMetric: mrr}}]", file: "r.yaml")
        }
        #expect(error?.problem.contains("did you mean 'mrr@20'?") == true)
    }
}
