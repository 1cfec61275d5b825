/// A report in one self-contained HTML file: results, learning curves, recommendations and the facts of the run.
///
/// It loads nothing from elsewhere, runs no script, follows the reader's light or dark scheme, and prints well.
public struct HTMLReport: Sendable, Equatable {
    /// A fact about the run, such as the seed.
    public struct Fact: Codable, Sendable, Equatable {
        /// What is told.
        public var name: String
        /// What it is.
        public var value: String

        /// A fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the beginning of every report holds, by which a program knows a file as a report that it may replace.
    public static let generatorMark = #"<meta name="generator" content="Segue">"#

    /// The title.
    public var title: String

    /// A sentence under the title.
    public var subtitle: String

    /// The result tables.
    public var tables: [ResultTable]

    /// The charts.
    public var charts: [LineChart]

    /// Charts of other things than learning.
    public var figures: [LineChart]

    /// Recommendations for a few users.
    public var examples: [RecommendationExample]

    /// What is said of the users' items, such as "Last watched".
    public var historyTitle: String

    /// Data, its hash, seed, version, device: all that is needed to repeat the run.
    public var facts: [Fact]

    /// The resolved recipe, as text.
    public var recipe: String

    /// A report; parts that are empty are left out.
    public init(
        title: String, subtitle: String = "", tables: [ResultTable] = [], charts: [LineChart] = [],
        figures: [LineChart] = [], examples: [RecommendationExample] = [], historyTitle: String = "Last watched",
        facts: [Fact] = [], recipe: String = ""
    ) {
        self.title = title
        self.subtitle = subtitle
        self.tables = tables
        self.charts = charts
        self.figures = figures
        self.examples = examples
        self.historyTitle = historyTitle
        self.facts = facts
        self.recipe = recipe
    }
}
