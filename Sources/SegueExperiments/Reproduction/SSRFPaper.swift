import SegueCore
import SegueData
import SegueEvaluation
import SegueModels

/// Yu and Tian, "Self-focus Sequence Recommendation Model for Fusion Context Information" (SSRF). Each row of Table II is a
/// model of a built-in recipe; the paper's data and the way it draws negatives are not known, so that each ``Sampling`` has a
/// table of its own.
public enum SSRFPaper {
    /// What tells a page of these results from other files.
    public static let documentMark = "# SSRF: Table II and Figures 2 to 5 of Yu and Tian"

    /// The model that RelaImpr is measured from (Eq. 15), and that the others are tested against.
    public static let base = "FM"
    /// The paper's own model.
    public static let own = "SSRF"
    /// It and its variations, in the order of Figures 4 and 5.
    public static let variants = [own, "SSRF-UC", "SSRF-O"]

    /// Which examples models learn from and are measured on: protocol `click-first-contact` and departures from it.
    public enum Sampling: String, CaseIterable, Sendable {
        /// The protocol: negatives drawn uniformly.
        case uniform
        /// Negatives drawn by popularity.
        case popularity
        /// Positives and negatives among the items that occurred before the event.
        case knownAtEvent = "known-at-event"
        /// Histories that end where the test part begins.
        case frozenHistory = "frozen-history"
        /// Every event is a positive, repeats too.
        case withRepeats = "with-repeats"

        /// Those that the negative samplers of the protocol are.
        public static let usual: [Sampling] = [.uniform, .popularity]

        /// What stands in headings.
        public var title: String {
            switch self {
            case .uniform: "negatives drawn uniformly"
            case .popularity: "negatives drawn by popularity"
            case .knownAtEvent: "items known at the event"
            case .frozenHistory: "histories frozen at the cut"
            case .withRepeats: "repeats kept"
            }
        }
    }

    /// A recipe whose examples are sampled so.
    /// - Parameters:
    ///   - base: A recipe of protocol `click-first-contact`.
    ///   - sampling: How.
    ///   - weights: What samples count in the loss by kind of interaction.
    /// - Throws: `ConfigurationError` for a recipe with other examples.
    public static func recipe(
        _ base: Recipe, sampling: Sampling, weights: [String: Double] = [:]
    ) throws -> Recipe {
        guard var examples = base.examples?.strategy as? ClickFirstContact else {
            throw ConfigurationError(
                field: "examples.strategy",
                problem: "must be '\(ClickFirstContact.name)', which samplings are laid over")
        }
        switch sampling {
        case .uniform: examples.sampler = .uniform
        case .popularity: examples.sampler = .popularity
        case .knownAtEvent: examples.catalog = .knownAtEvent
        case .frozenHistory: examples.history = .frozenAtCut
        case .withRepeats: examples.keepsRepeats = true
        }
        examples.weights.merge(weights) { _, new in new }
        var recipe = base
        recipe.examples = ExampleChoice(examples)
        return recipe
    }
}

extension Reproduction {
    /// SSRF.
    public static let ssrf = Reproduction(
        name: "ssrf", paper: "Yu and Tian, SSRF", tables: "Table II and Figures 2 to 5",
        data: "Alibaba and Retailrocket, of sizes that are no data set's", dataName: "taobao", ownRecipe: "ssrf-taobao")
}
