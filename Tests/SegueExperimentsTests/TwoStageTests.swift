import SegueBundle
import SegueData
import SegueEvaluation
import SegueModels
import Testing

@testable import SegueExperiments

/// A retriever and a ranker whose bundles know other items and users than each other.
@Suite struct TwoStageTests {
    private func bundle(_ text: String, on dataset: Dataset) throws -> ModelBundle {
        let experiment = try Experiment(try Recipe(yaml: text, file: "r"), on: dataset)
        return try experiment.bundle(experiment.train(try #require(experiment.recipe.models.last)), evaluation: nil)
    }

    private let retrieverRecipe = "split: {strategy: leave-last-out}\nmodels: [{name: popularity}]"
    private let rankerRecipe = """
        task: rating
        data: {filters: [{filter: minimum-rating, rating: 2, keepsRatings: true}]}
        split: {strategy: random-ratings, train: 0.9}
        models: [{name: als-mf, settings: {factorCount: 4, ridge: 1}}]
        """

    @Test func candidatesStandInTheRankersOrder() throws {
        let dataset = try ParityRatings.dataset()
        let retriever = try bundle(retrieverRecipe, on: dataset), ranker = try bundle(rankerRecipe, on: dataset)
        let stages = try TwoStageRanking(retriever: retriever, ranker: ranker, candidateCount: 6)
        let alone = try Recommender(retriever).recommend(user: "u3", count: 40).recommendations
        let both = try Recommender(retriever, stages: stages).recommend(user: "u3", count: 40).recommendations
        #expect(Set(both.prefix(6).map(\.item)) == Set(alone.prefix(6).map(\.item)))
        #expect(both.dropFirst(6).map(\.item) == alone.dropFirst(6).map(\.item))
        let asked = both.prefix(6).map { Predictor.Request(user: "u3", item: $0.item) }
        let predicted = try Predictor(ranker).predict(asked).map { try #require($0.prediction) }
        #expect(predicted == predicted.sorted(by: >))
        #expect(zip(both, predicted).allSatisfy { abs($0.score - $1) < 1e-5 })
        #expect(both.map(\.score) == both.map(\.score).sorted(by: >))
    }

    @Test func seenItemsAreNoCandidates() throws {
        let dataset = try ParityRatings.dataset()
        let retriever = try bundle(retrieverRecipe, on: dataset), ranker = try bundle(rankerRecipe, on: dataset)
        let stages = try TwoStageRanking(
            retriever: retriever, ranker: ranker, candidateCount: 6, excludesSeen: true)
        let best = try Recommender(retriever).recommend(user: "u3", count: 6, excludesSeen: true).recommendations
        let both = try Recommender(retriever, stages: stages).recommend(user: "u3", count: 6, excludesSeen: true)
        #expect(Set(both.recommendations.map(\.item)) == Set(best.map(\.item)) && best.count == 6)
        let stranger = try Recommender(retriever, stages: stages).recommend(history: ["i1", "nothing"], count: 5)
        #expect(stranger.recommendations.count == 5 && stranger.unknownItems == ["nothing"])
    }

    @Test func theSecondStageMustPredict() throws {
        let retriever = try bundle(retrieverRecipe, on: try ParityRatings.dataset())
        #expect(throws: TwoStageError.ranksByItself("Popularity")) {
            try TwoStageRanking(retriever: retriever, ranker: retriever)
        }
    }
}
