import SegueData
import SegueModels
import Testing

@testable import SegueExperiments

/// Settings for a model and data of some size, when nobody has written a recipe.
@Suite struct DefaultRecipeTests {
    private func shape(_ interactions: Int, users: Int, items: Int, labels: Int = 3) -> DefaultRecipe.DataSize {
        .init(name: "x", interactionCount: interactions, userCount: users, itemCount: items, labelCount: labels)
    }

    private func recipe(_ model: String, _ shape: DefaultRecipe.DataSize, _ settings: [String] = []) throws -> Recipe {
        try DefaultRecipe(ModelCatalog.entry(named: model), for: shape).recipe(settings: settings)
    }

    /// MovieLens 100K and 1M get the batch sizes that were chosen for them by validation, to within one.
    @Test(arguments: [(100_000, 943, 10), (1_000_209, 6040, 26), (12, 3, 4), (20_000_263, 138_493, 124)])
    func batchesGrowWithTheUsers(interactions: Int, users: Int, expected: Int) throws {
        let training = try #require(
            try recipe("standard-gru", shape(interactions, users: users, items: 100)).models.first?.training)
        #expect(training.batchSize == expected)
        #expect(training.objective == .crossEntropy && training.patience > 0)
    }

    @Test func shortSequencesHoldOutTheLastEvent() throws {
        #expect(try recipe("popularity", shape(1000, users: 100, items: 50)).split == .leaveLastOut())
        #expect(try recipe("popularity", shape(2000, users: 100, items: 50)).split == .withinSequence())
        // Nobody asked for a protocol; the record names one where what ran is one.
        #expect(try recipe("popularity", shape(2000, users: 100, items: 50)).evaluation.protocolLetter == nil)
    }

    @Test func manyItemsAreSampled() throws {
        let large = shape(5_000_000, users: 100_000, items: 20_001)
        #expect(try recipe("standard-gru", large).models.first?.training.objective == .sampledSoftmax)
        #expect(try recipe("fiscl", large).models.first?.training.objective == .meanSquaredError)
    }

    @Test func modelsGetOnlySettingsTheyHave() throws {
        let data = shape(100_000, users: 943, items: 1682, labels: 0)
        for entry in ModelCatalog.entries {
            let recipe = try recipe(entry.name, data)
            #expect(recipe.models.map(\.name) == [entry.name])
            #expect(try recipe.evaluation.evaluator().options.cutoffs == [20])
        }
        let attentional = try recipe("attentional-user-gru", data, ["model.hiddenSize=7"]).models.first
        let settings = try #require(attentional?.configuration as? AttentionalUserGRU.Configuration)
        #expect(settings.hiddenSize == 7 && settings.userPenalty == 0.1 && settings.attentionBias == -3)
        let fiscl = try #require(try recipe("fiscl", data).models.first?.configuration as? FISCL.Configuration)
        #expect(!fiscl.usesLabels)
        #expect(throws: RecipeError.self) { try recipe("popularity", data, ["model.hiddenSize=7"]) }
    }
}
