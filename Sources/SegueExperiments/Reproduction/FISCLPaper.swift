import SegueCore
import SegueData
import SegueEvaluation
import SegueModels
import SegueTraining

/// Zhao et al., FISCL: the rows of its three tables, as variations of the one model that the recipe describes.
public enum FISCLPaper {
    /// The two readings of how the paper splits its data, "90% of the data is randomly used as the training set".
    public enum Split: String, CaseIterable, Sendable {
        /// Whole users are held out.
        case randomUsers = "random-users"
        /// The end of each user's sequence is held out.
        case chronological
    }

    /// The recipe's model.
    public static let title = "FISCL"
    private static let metrics: [Metric] = [.recall(at: 20), .mrr(at: 20)]
    private static let dimensions = [8, 16, 20, 32]

    /// The recipe with all variations among its models, and split as asked.
    /// - Throws: `ConfigurationError` when the recipe has no model `fiscl`.
    public static func recipe(_ base: Recipe, split: Split) throws -> Recipe {
        guard let index = base.models.firstIndex(where: { $0.name == "fiscl" }),
            let configuration = base.models[index].configuration as? FISCL.Configuration
        else { throw ConfigurationError(field: "models", problem: "the recipe must have a model 'fiscl'") }
        let model = base.models[index]
        func variation(
            _ title: String, _ change: (inout FISCL.Configuration, inout LearningSettings) -> Void
        ) -> ModelRecipe {
            var (configuration, training) = (configuration, model.training)
            change(&configuration, &training)
            return ModelRecipe(name: model.name, title: title, configuration: configuration, training: training)
        }
        var recipe = base
        recipe.models[index] = variation(title) { _, _ in }
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
    public static func tables(_ comparison: Comparison, data: String) throws -> [ResultTable] {
        let variationTitles = dimensions.map { "\($0) dimensions" } + ["Bi-LSTM", "DBi-LSTM"]
        let first = comparison.selecting { variationTitles.contains($0) ? nil : $0 }
        var one = try first.table(
            "Table 1 on \(data)", metrics: metrics, published: published, reference: title)
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
            heading, metrics: metrics, published: publishedVariations, reference: reference)
        table.notes += rows.spreads(of: metrics)
        return table
    }
}

extension FISCLPaper {
    /// Figures as they were published: Table 1, "MovieLens 10m"; the baselines are those of Donkers, Loepp and Ziegler.
    public static let published: [String: [Metric: Double]] = [
        "Item-based k-NN": [.recall(at: 20): 0.12142, .mrr(at: 20): 0.03639],
        "Exp. decaying item-based k-NN": [.recall(at: 20): 0.12853, .mrr(at: 20): 0.04231],
        "Matrix factorization (BPR)": [.recall(at: 20): 0.07744, .mrr(at: 20): 0.01192],
        "Sequential matrix factorization": [.recall(at: 20): 0.10730, .mrr(at: 20): 0.01550],
        "Standard GRU": [.recall(at: 20): 0.15773, .mrr(at: 20): 0.04730],
        "FISCL": [.recall(at: 20): 0.22634, .mrr(at: 20): 0.05634],
    ]

    /// Tables 2 and 3: dimensions, and one or two layers.
    public static let publishedVariations: [String: [Metric: Double]] = [
        "8 dimensions": [.recall(at: 20): 0.13587, .mrr(at: 20): 0.02849],
        "16 dimensions": [.recall(at: 20): 0.19895, .mrr(at: 20): 0.04214],
        "20 dimensions": [.recall(at: 20): 0.22634, .mrr(at: 20): 0.05634],
        "32 dimensions": [.recall(at: 20): 0.19895, .mrr(at: 20): 0.04214],
        "Bi-LSTM": [.recall(at: 20): 0.22280, .mrr(at: 20): 0.05475],
        "DBi-LSTM": [.recall(at: 20): 0.22634, .mrr(at: 20): 0.05634],
    ]
}

extension Reproduction {
    /// FISCL.
    public static let fiscl = Reproduction(
        name: "fiscl", paper: "Zhao et al., FISCL", tables: "Tables 1, 2 and 3", data: "MovieLens 10M",
        dataName: "ml-10m")
}
