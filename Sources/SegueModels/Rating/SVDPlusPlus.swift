/// SVD++ (Koren, KDD 2008, Eq. 15): biased matrix factorization whose user vector has, beside one of its own, the sum over
/// the items that the user rated, whatever the ratings were.
///
/// The paper's settings, γ 0.007 (× 0.9 an iteration), λ 0.005 for biases and 0.015 for vectors, are for Netflix; those here
/// were chosen on a validation part of MovieLens 1M.
public typealias SVDPlusPlus = ImplicitFactorization<SVDPlusPlusConfiguration>

/// Hyper-parameters of ``SVDPlusPlus``.
public struct SVDPlusPlusConfiguration: ImplicitSettings {
    /// Which ratings are learned from.
    public var learnsFrom = RatingSource.allTrainInteractions
    /// Length of the vectors.
    public var factorCount = 20
    /// Passes over the ratings.
    public var iterations = 50
    /// Size of the first steps.
    public var learningRate = 0.015
    /// What is left of the step's size after an iteration.
    public var learningRateDecay = 0.97
    /// λ of biases.
    public var biasRegularization = 0.005
    /// λ of vectors.
    public var regularization = 0.05
    /// Standard deviation of the first vectors.
    public var initialDeviation = 0.05

    /// The defaults.
    public init() {}
    /// Checks every field.
    public func validate() throws { try checkFields() }
    /// The model's name in errors.
    public static var modelName: String { "SVDPlusPlus" }
    /// They have.
    public static var hasUserVectors: Bool { true }
}

extension SVDPlusPlus {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "svd++", "SVD++", family: .factorization, source: "Koren 2008", isTrained: false, tasks: [.rating],
            texts: ImplicitTexts.all
        ) { (configuration: Configuration, _, _) in try Self(configuration: configuration) }
    }
}

/// What is said of settings that factorizations by gradient descent share.
enum ImplicitTexts {
    static let all = BiasTexts.all.merging([
        "biasRegularization": "λ of biases.", "regularization": "λ of vectors.",
        "learningRateDecay": "What is left of the step's size after an iteration.",
    ]) { $1 }
}
