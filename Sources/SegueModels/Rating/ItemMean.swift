import SegueCore
import SegueData

/// Predicts an item's mean rating, pulled towards the mean of all: (Σ r + λ μ) ∕ (n + λ).
public typealias ItemMean = BiasModel<ItemMeanConfiguration>

/// Hyper-parameters of ``ItemMean``.
public struct ItemMeanConfiguration: BiasSettings {
    /// Which ratings are learned from.
    public var learnsFrom = RatingSource.allTrainInteractions
    /// λ: so many ratings equal to the mean of all are added to each item's.
    public var itemShrinkage = 0.0

    /// The plain mean.
    public init() {}

    /// Checks every field.
    public func validate() throws { try ConfigurationCheck.notNegative(itemShrinkage, field: "itemShrinkage") }

    /// The model's name in errors.
    public static var modelName: String { "ItemMean" }

    /// Items alone.
    public var rule: BiasRule {
        BiasRule(itemShrinkage: itemShrinkage, userShrinkage: nil, iterations: 1, source: learnsFrom)
    }
}

extension ItemMean {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "item-mean", "Item mean", family: .popularity, isSeeded: false, isTrained: false, tasks: [.rating],
            texts: BiasTexts.all
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}

/// What is said of settings that models with biases share.
enum BiasTexts {
    static let all = [
        "learnsFrom": "Which ratings are learned from; train users' histories are of the train part too.",
        "itemShrinkage": "Pulls the biases of items towards 0, as so many ratings equal to the mean would.",
        "userShrinkage": "Pulls the biases of users towards 0, as so many ratings equal to the mean would.",
    ]
}
