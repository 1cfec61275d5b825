import SegueCore
import SegueData

/// Baseline estimates (Koren, ACM TKDD 2010, section 2.1): r̂ = μ + b_u + b_i.
///
/// The biases of items and users are found in turn, each the regularized mean of what the other leaves (Eqs. 5 and 6 of the
/// paper, which stops after one round). The paper's shrinkages, 25 for items and 10 for users, are for Netflix; the defaults
/// here were chosen for the validation users of SeqRec's split of MovieLens 1M.
public typealias Biases = BiasModel<BiasesConfiguration>

/// Hyper-parameters of ``Biases``.
public struct BiasesConfiguration: BiasSettings {
    /// Which ratings are learned from.
    public var learnsFrom = RatingSource.allTrainInteractions
    /// Pulls the biases of items towards 0.
    public var itemShrinkage = 2.0
    /// Pulls the biases of users towards 0.
    public var userShrinkage = 10.0
    /// Rounds, each of items, then users; 1 is the paper's.
    public var iterations = 15

    /// Fifteen rounds.
    public init() {}

    /// Checks every field.
    public func validate() throws {
        try ConfigurationCheck.notNegative(itemShrinkage, field: "itemShrinkage")
        try ConfigurationCheck.notNegative(userShrinkage, field: "userShrinkage")
        try ConfigurationCheck.atLeast(1, iterations, field: "iterations")
    }

    /// The model's name in errors.
    public static var modelName: String { "Biases" }

    /// Both.
    public var rule: BiasRule {
        BiasRule(
            itemShrinkage: itemShrinkage, userShrinkage: userShrinkage, iterations: iterations, source: learnsFrom)
    }
}

extension Biases {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "biases", "Biases", family: .factorization, source: "Koren 2010", isSeeded: false, isTrained: false,
            tasks: [.rating],
            texts: BiasTexts.all.merging(["iterations": "Rounds, each of items, then users; 1 is the paper's."]) { $1 }
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
