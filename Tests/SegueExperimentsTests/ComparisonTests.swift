import Foundation
import SegueBundle
import SegueData
import SegueEvaluation
import Testing

@testable import SegueExperiments

/// Models side by side: titles, references, and what a result file records.
@Suite struct ComparisonTests {
    private func recipe(_ text: String) throws -> Recipe { try Recipe(yaml: text, file: "r.yaml") }

    @Test func equalTitlesAreNumbered() throws {
        let recipe = try recipe("models: [{name: item-knn}, {name: popularity}, {name: item-knn}, {name: item-knn}]")
        #expect(
            recipe.models.map(\.title) == [
                "Item-based k-NN", "Popularity", "Item-based k-NN (2)", "Item-based k-NN (3)",
            ])
    }

    @Test func theReferenceMustBeAModel() throws {
        let recipe = try recipe("models: [{name: item-knn}, {name: popularity}]")
        #expect(try recipe.referenceTitle("Popularity") == "Popularity")
        #expect(try recipe.referenceTitle("item-knn") == "Item-based k-NN")
        let error = #expect(throws: ComparisonError.self) { try recipe.referenceTitle("Popularty") }
        #expect(error?.exitCode == 64)
        #expect(error?.description.contains("did you mean 'Popularity'?") == true)
        #expect(error?.description.contains("titles: Item-based k-NN, Popularity") == true)
    }

    private func outcome(_ name: String) throws -> EvaluationOutcome {
        let set = try EvaluationSet(queries: [], itemTrainingCounts: [1], userTrainingCounts: [])
        let counts = EvaluationCounts(users: 0, events: 0, items: 1)
        return EvaluationOutcome(
            evaluation: Evaluation(
                model: name,
                protocolRecord: ProtocolRecord(of: set, options: EvaluationOptions(), counts: counts),
                counts: counts, values: [:]),
            users: PerUserMetrics(metrics: [.recall(at: 1)], users: []))
    }

    @Test func equalTitlesDoNotTrap() throws {
        var comparison = Comparison(bootstrap: nil)
        for title in ["b", "a", "a", "c"] {
            try comparison.add(title, runs: [.init(seed: 1, outcome: try outcome(title))])
        }
        #expect(comparison.ordered(as: ["a", "a", "b"]).entries.map(\.title) == ["a", "a", "b", "c"])
        #expect(throws: ComparisonError.unknownReference(title: "x", known: ["b", "a", "a", "c"])) {
            try comparison.table("T", metrics: [.recall(at: 1)], reference: "x")
        }
        let table = try comparison.table("T", metrics: [.recall(at: 1)], reference: "a")
        #expect(table.notes.last?.contains("two users") == true)
    }

    @Test func metricsOfRecipesAreColumns() throws {
        let recipe = try recipe(
            "models: [{name: popularity}]\nevaluation: {metrics: [recall@20, HR@10, coverage@5], cutoffs: [99]}")
        let evaluator = try recipe.evaluation.evaluator()
        #expect(evaluator.shownMetrics == [.recall(at: 20), .hitRate(at: 10), .coverage(at: 5)])
        #expect(evaluator.options.measuredCutoffs == [5, 10, 20])
        #expect(evaluator.namedProtocol == nil)
        let error = #expect(throws: RecipeError.self) {
            try self.recipe("models: [{name: popularity}]\nevaluation: {metrics: [recal@20]}")
        }
        #expect(error?.location == "r.yaml:2:24")
        #expect(error?.problem.contains("did you mean 'recall@20'?") == true)
    }

    @Test func metricsOfOtherTasksAreRefused() throws {
        let error = #expect(throws: RecipeError.self) {
            try recipe("models: [{name: popularity}]\nevaluation: {metrics: [recall@20, rmse]}")
        }
        #expect(
            error?.problem
                == "rmse is no metric of ranking; expected one of recall@K, hit_rate@K, mrr@K, ndcg@K, coverage@K, "
                + "popularity@K")
    }

    @Test func evaluationsOfOlderBundlesAreRead() throws {
        let old = #"{"coldItemThreshold":0,"coldUserThreshold":0,"cutoffs":[10],"protocolLetter":"D","resamples":7}"#
        let read = try JSONDecoder().decode(EvaluationConfiguration.self, from: Data(old.utf8))
        #expect(read.protocolLetter == "D" && read.cutoffs == [10] && read.resamples == 7 && read.metrics == nil)
    }
}
