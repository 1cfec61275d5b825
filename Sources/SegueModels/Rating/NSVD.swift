/// NSVD1 (Paterek, KDD Cup 2007): r̂ = μ + b_u + b_i + q_i · |N(u)|^−½ Σ_{j ∈ N(u)} y_j.
///
/// A user is what they rated, nothing else but a bias: no vector is learned for anybody, so that all users are new ones. The
/// paper's scale is (|N(u)| + 1)^−½ and it has no μ; here both are SVD++'s, so that the two differ in the user's own vector
/// alone.
public typealias NSVD = ImplicitFactorization<NSVDConfiguration>

/// Hyper-parameters of ``NSVD``.
public struct NSVDConfiguration: ImplicitSettings {
    /// Which ratings are learned from.
    public var learnsFrom = RatingSource.allTrainInteractions
    /// Length of the vectors.
    public var factorCount = 20
    /// Passes over the ratings.
    public var iterations = 30
    /// Size of the first steps.
    public var learningRate = 0.007
    /// What is left of the step's size after an iteration.
    public var learningRateDecay = 0.95
    /// λ of biases.
    public var biasRegularization = 0.005
    /// λ of vectors.
    public var regularization = 0.02
    /// Standard deviation of the first vectors.
    public var initialDeviation = 0.05

    /// The defaults.
    public init() {}
    /// Checks every field.
    public func validate() throws { try checkFields() }
    /// The model's name in errors.
    public static var modelName: String { "NSVD" }
    /// They have none.
    public static var hasUserVectors: Bool { false }
}

extension NSVD {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "nsvd", "NSVD", family: .factorization, source: "Paterek 2007", isTrained: false, tasks: [.rating],
            texts: ImplicitTexts.all
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}
