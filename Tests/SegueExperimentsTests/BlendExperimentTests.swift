import Foundation
import SegueBundle
import SegueCore
import SegueData
import SegueModels
import Testing

@testable import SegueExperiments

/// Blends in recipes: their members are trained first, their weights learned on validation, and a bundle holds all.
@Suite struct BlendExperimentTests {
    private let ratingRecipe = """
        task: rating
        split: {strategy: random-ratings, train: 0.7, validation: 0.15}
        models:
          - name: biases
          - name: als-mf
            settings: {factorCount: 4, ridge: 1}
          - name: pointwise-blend
            settings: {members: [Biases, Matrix factorization by alternating least squares]}
        """

    @Test func predictionsAreBlended() throws {
        let experiment = try Experiment(try Recipe(yaml: ratingRecipe, file: "r"), on: try ParityRatings.dataset())
        let comparison = try ComparisonRunner(experiment: experiment).run()
        let errors = try comparison.entries.map { try #require($0.mean.evaluation[.rmse]) }
        #expect(errors[2] <= min(errors[0], errors[1]) * 1.02)
        #expect(errors[0] > 2 * errors[1])

        let trained = try experiment.train(try #require(experiment.recipe.models.last))
        let weights = try #require((trained.model.model as? PointwiseBlend)?.weights)
        #expect(weights.count == 3 && weights[1] > abs(weights[0]))
        let bundle = try experiment.bundle(trained, evaluation: nil)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("blend-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try bundle.write(to: folder)
        let read = try ModelBundle(contentsOf: folder)
        let before = try experiment.evaluate(trained.model, named: "B").evaluation[.rmse]
        #expect(try experiment.evaluate(read.model, named: "B").evaluation[.rmse] == before)
    }

    @Test func rankingsAreBlended() throws {
        let text = """
            split: {strategy: leave-last-out}
            models:
              - name: popularity
              - name: item-knn
              - {name: blend, settings: {members: [Popularity, {model: Item-based k-NN, scale: logarithm}]}}
            """
        let experiment = try Experiment(try Recipe(yaml: text, file: "r"), on: try ParityRatings.dataset())
        let comparison = try ComparisonRunner(experiment: experiment).run()
        #expect(comparison.entries.map(\.title) == ["Popularity", "Item-based k-NN", "Blend"])
        let trained = try experiment.train(try #require(experiment.recipe.models.last))
        let settings = try #require(trained.recipe.configuration as? RankingBlend.Configuration)
        #expect(settings.members.map(\.learned?.name) == ["popularity", "item-knn"])
        #expect(settings.members.map(\.scale) == [.standardized, .logarithm])
    }

    @Test func membersAreModelsOfTheRecipe() throws {
        let text =
            "split: {strategy: leave-last-out}\nmodels: [{name: popularity}, {name: blend, settings: {members: [Popular]}}]"
        let experiment = try Experiment(try Recipe(yaml: text, file: "r"), on: try ParityRatings.dataset())
        let blend = try #require(experiment.recipe.models.last)
        let error = #expect(throws: ConfigurationError.self) { try experiment.train(blend) }
        #expect(error?.problem.contains("'Popular'; it has Popularity") == true)
    }

    @Test func weightsNeedAValidationPart() throws {
        let text = ratingRecipe.replacingOccurrences(of: ", validation: 0.15", with: "")
        let experiment = try Experiment(try Recipe(yaml: text, file: "r"), on: try ParityRatings.dataset())
        let blend = try #require(experiment.recipe.models.last)
        let error = #expect(throws: FittingError.self) { try experiment.train(blend) }
        #expect(error?.description.contains("give the split a validation part") == true)
    }
}
