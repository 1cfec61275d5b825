import SegueCore
import SegueData

/// Predicts a user's mean rating, pulled towards the mean of all: (Σ r + λ μ) ∕ (n + λ). That of a user without train
/// interactions is the history's.
public typealias UserMean = BiasModel<UserMeanConfiguration>

/// Hyper-parameters of ``UserMean``.
public struct UserMeanConfiguration: BiasSettings {
    /// Which ratings are learned from.
    public var learnsFrom = RatingSource.allTrainInteractions
    /// λ: so many ratings equal to the mean of all are added to each user's.
    public var userShrinkage = 10.0

    /// Ten ratings of shrinkage.
    public init() {}

    /// Checks every field.
    public func validate() throws { try ConfigurationCheck.notNegative(userShrinkage, field: "userShrinkage") }

    /// The model's name in errors.
    public static var modelName: String { "UserMean" }

    /// Users alone.
    public var rule: BiasRule {
        BiasRule(itemShrinkage: nil, userShrinkage: userShrinkage, iterations: 1, source: learnsFrom)
    }
}

extension UserMean {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "user-mean", "User mean", family: .popularity, isSeeded: false, isTrained: false, tasks: [.rating],
            texts: BiasTexts.all
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
