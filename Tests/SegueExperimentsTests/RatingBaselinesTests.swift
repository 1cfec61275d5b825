import Foundation
import SegueData
import SegueEvaluation
import SegueFormats
import Testing

@testable import SegueExperiments

/// The simple predictors on SeqRec's users of MovieLens 1M: nothing is random but the users, whom the published seeds draw.
@Suite struct RatingBaselinesTests {
    private static let path = ProcessInfo.processInfo.environment["SEGUE_DATA"].map { $0 + "/ml-1m" }
    private static let isThere = path.map { FileManager.default.fileExists(atPath: $0) } ?? false

    /// Figures of an independent program, to four digits; it clips the predictions of biases.
    @Test(.enabled(if: isThere, "set SEGUE_DATA to a folder with ml-1m to run this test"))
    func errorsOnSeqRecsUsers() throws {
        let text = try #require(BuiltInRecipes.text(named: "seqrec-baselines"))
        let recipe = try Recipe(yaml: text, file: "seqrec-baselines", settings: ["evaluation.resamples=0"])
        let experiment = try Experiment(recipe, on: Dataset.load(#require(Self.path)))
        for (title, metric, error) in [
            ("Constant", Metric.rmse, 1.0828), ("Item mean", .rmse, 0.9587), ("Biases", .clippedRMSE, 0.9153),
        ] {
            let model = try #require(recipe.models.first { $0.title == title })
            let result = try experiment.evaluate(experiment.train(model).model, named: title).evaluation
            #expect(try abs(#require(result[metric]) - error) < 1e-4, "\(title): \(result[metric] ?? 0)")
            #expect(result.counts.events == 45_082)
        }
    }
}
