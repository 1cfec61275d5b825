import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining

/// The rows of FISCL's three tables, as variations of the one model that the recipe describes.
enum FISCLVariations {
    /// The recipe's model.
    static let title = "FISCL"
    private static let metrics: [Metric] = [.recall(at: 20), .mrr(at: 20)]
    private static let dimensions = [8, 16, 20, 32]

    /// The recipe with all variations among its models, and split as asked.
    /// - Throws: `ConfigurationError` when the recipe has no model `fiscl`.
    static func recipe(_ base: Recipe, split: ReproduceFISCL.Split) throws -> Recipe {
        guard let place = base.models.firstIndex(where: { $0.name == "fiscl" }),
            let configuration = base.models[place].configuration as? FISCL.Configuration
        else { throw ConfigurationError(field: "models", problem: "the recipe must have a model 'fiscl'") }
        let model = base.models[place]
        func variation(
            _ title: String, _ change: (inout FISCL.Configuration, inout TrainingConfiguration) -> Void
        ) -> ModelRecipe {
            var (configuration, training) = (configuration, model.training)
            change(&configuration, &training)
            return ModelRecipe(name: model.name, title: title, configuration: configuration, training: training)
        }
        var recipe = base
        recipe.models[place] = variation(title) { _, _ in }
        recipe.models.append(
            variation("\(title) without class labels") { configuration, _ in configuration.usesLabels = false })
        recipe.models.append(
            variation("\(title) with cross-entropy (our variation)") { _, training in
                training.objective = .crossEntropy
                training.optimizer.algorithm = .adam
                training.optimizer.learningRate = 0.001
            })
        for dimension in dimensions where dimension != configuration.itemVectors.dimension {
            recipe.models.append(
                variation("\(dimension) dimensions") { configuration, _ in
                    configuration.itemVectors.dimension = dimension
                })
        }
        recipe.models.append(
            variation(configuration.layerCount == 1 ? "DBi-LSTM" : "Bi-LSTM") { configuration, _ in
                configuration.layerCount = configuration.layerCount == 1 ? 2 : 1
            })
        if case .chronological = split {
            recipe.split = .withinSequence(WithinSequenceSplit(train: 0.85, validation: 0.05))
        }
        return recipe
    }

    /// Tables 1, 2 and 3 from the variations.
    static func tables(_ comparison: Comparison, data: String) throws -> [ResultTable] {
        let variationTitles = dimensions.map { "\($0) dimensions" } + ["Bi-LSTM", "DBi-LSTM"]
        let first = comparison.selecting { variationTitles.contains($0) ? nil : $0 }
        var one = try first.table(
            "Table 1 on \(data)", metrics: metrics, published: PublishedResults.fiscl, reference: title)
        one.notes.append("Published: MovieLens 10M; its baselines are copied from another paper, with another split.")
        one.notes += first.spreads(of: metrics)
        return [
            one,
            try variations(comparison, "Table 2 on \(data)", dimensions.map { "\($0) dimensions" }, "20 dimensions"),
            try variations(comparison, "Table 3 on \(data)", ["Bi-LSTM", "DBi-LSTM"], "DBi-LSTM"),
        ]
    }

    /// The recipe's own model stands in for the row that is not among the variations.
    private static func variations(
        _ comparison: Comparison, _ heading: String, _ titles: [String], _ reference: String
    ) throws -> ResultTable {
        let present = Set(comparison.entries.map(\.title))
        let own = titles.first { !present.contains($0) }
        let rows = comparison.selecting { title in
            title == Self.title ? own : titles.contains(title) ? title : nil
        }.ordered(as: titles)
        var table = try rows.table(
            heading, metrics: metrics, published: PublishedResults.fisclVariations, reference: reference)
        table.notes += rows.spreads(of: metrics)
        return table
    }
}
