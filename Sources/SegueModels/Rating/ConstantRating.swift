import SegueData

/// Predicts the mean of the examples' labels for everything: the floor of every table of ratings.
public typealias ConstantRating = BiasModel<ConstantRatingConfiguration>

/// Hyper-parameters of ``ConstantRating``: none.
public struct ConstantRatingConfiguration: BiasSettings {
    /// Nothing to set.
    public init() {}
    /// Nothing to check.
    public func validate() throws {}
    /// The model's name in errors.
    public static var modelName: String { "ConstantRating" }
    /// No deviations.
    public var rule: BiasRule {
        BiasRule(itemShrinkage: nil, userShrinkage: nil, iterations: 0, source: .examples)
    }
}

extension ConstantRating {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "constant", "Constant", family: .popularity, isSeeded: false, isTrained: false, tasks: [.rating]
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
