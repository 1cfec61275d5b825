import Foundation
import SegueData
import SegueEvaluation
import SegueFormats
import SegueModels
import Testing

@testable import SegueExperiments

/// The task of clicks on the published sample of Taobao, and on data that lacks something.
@Suite struct ClickTaskTests {
    private static let path = ProcessInfo.processInfo.environment["SEGUE_DATA"].map { $0 + "/taobao" }
    private static let isThere = path.map { FileManager.default.fileExists(atPath: $0) } ?? false

    private static func recipe(_ settings: [String] = []) throws -> Recipe {
        let text = try #require(BuiltInRecipes.text(named: "fm-taobao"))
        return try Recipe(yaml: text, file: "fm-taobao", settings: settings + ["evaluation.resamples=0"])
    }

    /// With repeats among the positives counting alone reaches what the SSRF paper prints for its model; the figure is that
    /// of an independent program, to three digits.
    @Test(.enabled(if: isThere, "set SEGUE_DATA to a folder with taobao to run this test"))
    func countsWithRepeatsOnTaobao() throws {
        let recipe = try SSRFPaper.recipe(Self.recipe(), sampling: .withRepeats)
        let dataset = try Dataset.load(#require(Self.path), options: ReadOptions(keepsFileRows: true))
        let experiment = try Experiment(recipe, on: dataset)
        let both = try #require(recipe.models.first { $0.title == "Both counts" })
        let result = try experiment.evaluate(experiment.train(both).model, named: both.title).evaluation
        #expect(try abs(#require(result[.auc]) - 0.889) < 5e-4)
    }

    /// Counting predictors have no randomness but a convex fit: figures of an independent program, to four digits.
    @Test(.enabled(if: isThere, "set SEGUE_DATA to a folder with taobao to run this test"))
    func countsOnTaobao() throws {
        let recipe = try Self.recipe()
        #expect(recipe.followsFileRows)
        let dataset = try Dataset.load(#require(Self.path), options: ReadOptions(keepsFileRows: true))
        let experiment = try Experiment(recipe, on: dataset)
        let expected: [(title: String, auc: Double, userAUC: Double, loss: Double)] = [
            ("Constant", 0.5, 0.5, 0.5004), ("Popularity", 0.6165, 0.5979, 0.4835),
            ("User × category", 0.7852, 0.7560, 0.4281), ("Both counts", 0.8201, 0.7982, 0.3937),
        ]
        for (model, figures) in zip(recipe.models, expected) {
            #expect(model.title == figures.title)
            let trained = try experiment.train(model)
            let result = try experiment.evaluate(trained.model, named: model.title).evaluation
            for (metric, value) in [
                (Metric.auc, figures.auc), (.userAUC, figures.userAUC), (.logLoss, figures.loss),
            ] {
                #expect(abs(try #require(result[metric]) - value) < 1e-4, "\(model.title): \(metric)")
            }
            #expect(result.counts.events == 18_105 && result.counts.positives == 3_621 && result.counts.users == 752)
            let steps = result.protocolRecord.steps.map { "\($0)" }.joined(separator: "\n")
            #expect(steps.contains("first contacts: 46574 train, 1387 validation, 3621 test"))
            #expect(steps.contains("4 negatives drawn uniformly (seed 1); history: growing"))
        }
        let schema = try #require(experiment.shape.features)
        #expect(
            schema.fields.map { "\($0.name) \($0.width)" } == [
                "user 983", "item 9751", "item.categories 2575", "hour 24", "weekday 7", "gap 22", "user-count 13",
                "user-category-count 9", "category-count 15", "history.behavior 4", "history.gap 22",
            ])
    }
}
