import SegueEvaluation

extension SSRFPaper {
    /// The paper's figures of results.
    public enum Figure: String, CaseIterable, Sendable {
        /// Accuracy by loss weight.
        case precision = "2"
        /// Recall by loss weight.
        case recall = "3"
        /// RelaImpr of SSRF and its variants.
        case improvement = "4"
        /// Rec@10 of SSRF and its variants.
        case lists = "5"

        /// What the figure shows here.
        public var title: String {
            switch self {
            case .precision: "Figure 2: Pre@10 of the catalog by the weight of cart, favorite and purchase positives"
            case .recall: "Figure 3: Rec@10 of the catalog by the weight of cart, favorite and purchase positives"
            case .improvement: "Figure 4: RelaImpr of SSRF, SSRF-UC and SSRF-O"
            case .lists: "Figure 5: Rec@10 of the catalog of SSRF, SSRF-UC and SSRF-O"
            }
        }

        /// What is to be known of it, and of the paper's.
        public var text: String {
            switch self {
            case .precision, .recall:
                "The paper's axis is the weight of dislikes, and its text has no numbers: precision and recall \"tend to be "
                    + "stable as the value increases\". Taobao has no dislikes; the axis is the weight in the loss of positives that are "
                    + "more than a view. Lists are of the whole catalog without what the user met, at the moment where test "
                    + "begins, first seed."
            case .improvement:
                "A point a seed, from the mean AUC of FM. The paper's text has no number but SSRF's in Table II, 92.22 % as "
                    + "printed and 91.92 % by Eq. 15, and that SSRF is better than both variants."
            case .lists:
                "First seed. The paper's text has no numbers: SSRF is better than both variants."
            }
        }

        /// Whether lists of the catalog are needed, which take long.
        public var needsLists: Bool { self != .improvement }
    }

    /// Figure 4: a point a variant and seed, for each sampling; nil without FM or any variant.
    public static func improvements(_ comparisons: [(sampling: Sampling, comparison: Comparison)]) -> LineChart? {
        let series = comparisons.compactMap { sampling, comparison -> LineChart.Series? in
            guard let base = comparison.entries.first(where: { $0.title == base })?.mean.evaluation else { return nil }
            let points = points(comparison) { evaluation in
                evaluation.relativeImprovement(of: .auc, over: base).map { $0 * 100 }
            }
            return points.isEmpty ? nil : LineChart.Series(name: sampling.title, points: points)
        }
        return chart(.improvement, yTitle: "RelaImpr of AUC over FM, %", series)
    }

    /// Figure 5: a point a variant; nil without any.
    /// - Parameters:
    ///   - lists: Variants of which the catalog was ranked.
    ///   - sampling: How the examples were sampled that they learned from.
    public static func lists(_ lists: Comparison, _ sampling: Sampling) -> LineChart? {
        let metric = Metric.catalogRecall(at: 10)
        let points = points(lists) { $0[metric] }
        return chart(
            .lists, yTitle: metric.title,
            points.isEmpty ? [] : [LineChart.Series(name: sampling.title, points: points)])
    }

    /// Lists of the whole catalog: a model a row, Pre and Rec of three lengths.
    /// - Throws: `EvaluationError`.
    public static func listTable(_ lists: Comparison, _ sampling: Sampling, data: String) throws -> ResultTable {
        let ordered = lists.ordered(as: rows.map(\.title))
        let hasOwn = ordered.entries.contains { $0.title == own }
        var table = try ordered.table(
            "Lists of the whole catalog of \(data), \(sampling.title)", metrics: listMetrics,
            reference: hasOwn ? own : nil)
        table.notes.append("First seed.")
        return table
    }

    /// Pre and Rec of the whole catalog for lists of 5, 10 and 20.
    public static let listMetrics: [Metric] =
        [5, 10, 20].map { .catalogPrecision(at: $0) } + [5, 10, 20].map { .catalogRecall(at: $0) }

    private static func points(_ comparison: Comparison, _ value: (Evaluation) -> Double?) -> [LineChart.Point] {
        variants.enumerated().flatMap { index, title -> [LineChart.Point] in
            guard let entry = comparison.entries.first(where: { $0.title == title }) else { return [] }
            return entry.runs.compactMap { run in
                value(run.outcome.evaluation).map { LineChart.Point(x: Double(index + 1), y: $0) }
            }
        }
    }

    private static func chart(_ figure: Figure, yTitle: String, _ series: [LineChart.Series]) -> LineChart? {
        guard !series.isEmpty else { return nil }
        return LineChart(
            title: figure.title, xTitle: "Model", yTitle: yTitle, series: series, joinsPoints: false, xNames: variants)
    }
}
