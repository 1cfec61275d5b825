import Foundation
import SegueBundle
import SegueCore
import SegueData
import SegueModels
import Testing

@testable import SegueExperiments

/// Blends in recipes: their members are trained first, their weights learned on validation, and a bundle holds all.
@Suite struct BlendExperimentTests {
    /// Users like items of their own parity, and all items a little more or less.
    private func dataset() throws -> Dataset {
        var (items, ratings): ([Int32], [Float]) = ([], [])
        for user in 0..<80 {
            for step in 0..<20 {
                let item = (user * 7 + step * 3) % 40
                items.append(Int32(item + 1))
                ratings.append((user + item).isMultiple(of: 2) ? 4 + Float(item % 2) : 1 + Float(item % 3))
            }
        }
        let log = try InteractionLog(
            users: Vocabulary(ids: (1...80).map { "u\($0)" }), items: Vocabulary(ids: (1...40).map { "i\($0)" }),
            offsets: (0...80).map { $0 * 20 }, itemColumn: items,
            timeColumn: items.indices.map { Int64($0 % 20) * 1_000 }, ratingColumn: ratings,
            source: DataSource(file: "test", formatName: "none"))
        return Dataset(log: log, catalog: .empty, name: "parity")
    }

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
        let experiment = try Experiment(try Recipe(yaml: ratingRecipe, file: "r"), on: try dataset())
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
        let experiment = try Experiment(try Recipe(yaml: text, file: "r"), on: try dataset())
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
        let experiment = try Experiment(try Recipe(yaml: text, file: "r"), on: try dataset())
        let blend = try #require(experiment.recipe.models.last)
        let error = #expect(throws: ConfigurationError.self) { try experiment.train(blend) }
        #expect(error?.problem.contains("'Popular'; it has Popularity") == true)
    }

    @Test func weightsNeedAValidationPart() throws {
        let text = ratingRecipe.replacingOccurrences(of: ", validation: 0.15", with: "")
        let experiment = try Experiment(try Recipe(yaml: text, file: "r"), on: try dataset())
        let blend = try #require(experiment.recipe.models.last)
        let error = #expect(throws: FittingError.self) { try experiment.train(blend) }
        #expect(error?.description.contains("give the split a validation part") == true)
    }
}
