import Foundation
import SegueCore
import SegueModels
import Testing

@testable import SegueExperiments

/// Ranges: what they hold, and mistakes found with their location.
@Suite struct SettingRangeTests {
    private let text = """
        title: Tuned
        training: {epochs: 9}
        models:
          - name: sasrec
            title: Ours
            training: {batchSize: 32}
        tune:
          metric: ndcg@10
          ranges:
            training.optimizer.learningRate: {log: [0.001, 0.1]}
            model.hiddenSize: {choice: [32, 64]}
            models.0.training.batchSize: {logInteger: [16, 64]}
        """

    @Test func rangesAreRead() throws {
        let recipe = try Recipe(yaml: text, file: "r.yaml")
        let tune = try #require(recipe.tune)
        #expect(tune.metric == .ndcg(at: 10) && tune.sampler == .tpe && tune.scheduler == .asha)
        #expect(
            tune.ranges == [
                "training.optimizer.learningRate": .log(0.001, 0.1),
                "model.hiddenSize": .choice([.integer(32), .integer(64)]),
                "models.0.training.batchSize": .logInteger(16, 64),
            ])
        let json = try #require(String(data: recipe.json(), encoding: .utf8))
        #expect(json.contains("\"reductionFactor\" : 3"))
        #expect(try Recipe(yaml: "models: [{name: popularity}]", file: "r.yaml").tune == nil)
    }

    @Test func rangesOfTheCommandLineStandBesideThem() throws {
        let recipe = try RecipeText(
            yaml: text, file: "r.yaml", settings: ["tune.sampler=random"],
            ranges: [
                "model.dropoutRate=uniform:0..0.5", "model.layerCount=integer:1..3", "model.hiddenSize=choice:8,16",
            ]
        ).recipe()
        let tune = try #require(recipe.tune)
        #expect(tune.sampler == .random && tune.ranges.count == 5)
        #expect(tune.ranges["model.dropoutRate"] == .uniform(0, 0.5))
        #expect(tune.ranges["model.layerCount"] == .integer(1, 3))
        #expect(tune.ranges["model.hiddenSize"] == .choice([.integer(8), .integer(16)]))
    }

    @Test(arguments: [
        ("{log: [0.001, 0.1]}", "{log: [0, 0.1]}", "r.yaml:10:44", "log: the bounds must be above 0"),
        ("{log: [0.001, 0.1]}", "{log: [0.1, 0.1]}", "r.yaml:10:44", "log: the range is empty"),
        ("{log: [0.001, 0.1]}", "{log: [0.1]}", "r.yaml:10:44", "expected the lower and the upper bound"),
        ("{log: [0.001, 0.1]}", "{log: [a, b]}", "r.yaml:10:45", "expected a number, found 'a'"),
        ("{log: [0.001, 0.1]}", "{lag: [0.001, 0.1]}", "r.yaml:10:38", "expected one of uniform, log, integer"),
        ("{log: [0.001, 0.1]}", "{log: [0.001, 1], integer: [1, 2]}", "r.yaml:10:38", "expected one of uniform"),
        ("{choice: [32, 64]}", "{choice: [32, 32]}", "r.yaml:11:32", "at least two values that differ"),
        ("{choice: [32, 64]}", "{integer: [8, 4]}", "r.yaml:11:33", "the range is empty"),
        ("{choice: [32, 64]}", "{choice: [0, 64]}", "r.yaml:11:5", "models.0.settings.hiddenSize: must be at least 1"),
        ("model.hiddenSize", "model.hiddensize", "r.yaml:11:5", "did you mean 'hiddenSize'?"),
        ("training.optimizer.learningRate", "training.optimizer.learnRate", "r.yaml:10:5", "there is no such setting"),
        ("training.optimizer.learningRate", "trainin.epochs", "r.yaml:10:5", "did you mean 'training'?"),
        ("training.optimizer.learningRate", "split.train", "r.yaml:10:5", "expected a setting below `training`"),
        (
            "training.optimizer.learningRate: {log: [0.001, 0.1]}", "training.epochs: {integer: [1, 4]}", "r.yaml:10:5",
            "a search gives trials their epochs"
        ),
        ("models.0.training.batchSize", "training.batchSize", "r.yaml:12:5", "has no effect"),
        ("models.0.training.batchSize", "models.1.training.batchSize", "r.yaml:12:5", "expected a number from 0 to 0"),
        ("metric: ndcg@10", "metrik: ndcg@10", "r.yaml:8:3", "did you mean 'metric'?"),
        ("metric: ndcg@10", "sampler: tpee", "r.yaml:8:12", "did you mean 'tpe'?"),
        ("metric: ndcg@10", "reductionFactor: 1", "r.yaml:8:20", "tune.reductionFactor: must be at least 2"),
    ])
    func mistakesAreLocated(old: String, new: String, location: String, message: String) throws {
        let wrong = text.replacingOccurrences(of: old, with: new)
        #expect(wrong != text)
        let error = #expect(throws: RecipeError.self) { try Recipe(yaml: wrong, file: "r.yaml") }
        #expect(error?.location == location, "\(error as Any)")
        #expect(error?.description.contains(message) == true, "\(error as Any)")
    }

    @Test(arguments: [
        ("nonsense", "expected path=kind:values"), ("model.hiddenSize=8..9", "expected path=kind:values"),
        ("model.hiddenSize=chioce:8,9", "did you mean 'choice'?"),
        ("model.hiddenSize=integer:8", "expected two bounds"),
        ("model.hiddenSize=integer:8..x", "expected a whole number, found 'x'"),
        ("model.hiddenSize=integer:8..4", "the range is empty"),
    ])
    func mistakesOfTheCommandLineAreNamed(range: String, message: String) {
        let error = #expect(throws: RecipeError.self) {
            try RecipeText(yaml: text, file: "r.yaml", ranges: [range]).recipe()
        }
        #expect(
            error?.location == "--range \(range)" && error?.description.contains(message) == true, "\(error as Any)")
    }

    @Test func coordinatesAreValues() {
        #expect(SettingRange.uniform(-1, 3).value(at: 0.25) == .real(0))
        #expect(SettingRange.log(0.001, 0.1).value(at: 0.5) == .real(0.01))
        #expect([0, 0.24, 0.26, 0.99].map(SettingRange.integer(1, 4).value) == [1, 1, 2, 4].map(JSONValue.integer))
        #expect([0, 0.49, 0.51, 1].map(SettingRange.choice([.string("a"), .null]).value).last == .null)
        // √(15.5 · 64.5) = 31.6
        #expect([0, 0.5, 1].map(SettingRange.logInteger(16, 64).value) == [16, 32, 64].map(JSONValue.integer))
        #expect(SettingRange.log(0.001, 0.1).coordinate(of: .real(0.01)).map { abs($0 - 0.5) < 1e-12 } == true)
        #expect(SettingRange.integer(1, 4).coordinate(of: .integer(2)) == 0.375)
        #expect(SettingRange.choice([.string("a"), .null]).coordinate(of: .null) == 0.75)
        #expect(SettingRange.uniform(0, 1).coordinate(of: .real(2)) == nil)
    }

    @Test func theBestRecipeIsReadAsItWasTried() throws {
        let source = RecipeText(
            yaml: text + "\n    model.dropoutRate: {uniform: [0, 0.5]}\n", file: "r.yaml",
            settings: ["model.headCount=2", "split={strategy: leave-last-out}", "title=\"a: [b]\""])
        let values: [String: JSONValue] = [
            "training.optimizer.learningRate": .real(0.0123), "model.hiddenSize": .integer(64),
            "models.0.training.batchSize": .integer(17), "model.dropoutRate": .real(0.25),
        ]
        let yaml = try source.yaml(values: values, model: "Ours", metric: .ndcg(at: 10), comment: ["Best."])
        #expect(yaml.hasPrefix("# Best.\ntitle: \"a: [b]\"\n") && !yaml.contains("tune"), "\(yaml)")
        let recipe = try Recipe(yaml: yaml, file: "best.yaml")
        let model = try #require(recipe.models.first)
        let configuration = try #require(model.configuration as? SASRec.Configuration)
        #expect(configuration.hiddenSize == 64 && configuration.headCount == 2 && configuration.dropoutRate == 0.25)
        #expect(model.training.optimizer.learningRate == 0.0123 && model.training.batchSize == 17)
        #expect(model.training.epochs == 9 && model.training.validationMetric == .ndcg(at: 10))
        #expect(recipe.split == .leaveLastOut() && recipe.title == "a: [b]" && model.title == "Ours")
    }
}
