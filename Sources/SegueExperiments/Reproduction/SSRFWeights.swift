import SegueCore
import SegueData
import SegueEvaluation

/// Figures 2 and 3 of SSRF: lists of the catalog by the weight of what is more than a view.
///
/// The paper's axis is the "loss weight" of dislikes, of which its data sets have none. What they have is favorites, carts and
/// purchases among the positives: here these count 1 to 10 times a view in the loss, and the axis is so named.
public struct SSRFWeights {
    /// Pre@10 and Rec@10 of the whole catalog: Figures 2 and 3.
    public static let metrics: [Metric] = [.catalogPrecision(at: 10), .catalogRecall(at: 10)]
    /// The weights measured, unless others are asked for.
    public static let usual: [Double] = [1, 2, 5, 10]
    /// Kinds of interaction that are more than a view, by the names of Taobao and of Retailrocket.
    private static let strongKinds = ["fav", "cart", "buy", "addtocart", "transaction"]

    private var found: [(title: String, weight: Double, evaluation: Evaluation)] = []

    /// Nothing measured yet.
    public init() {}

    /// Whether nothing was.
    public var isEmpty: Bool { found.isEmpty }

    /// The weights of kinds of interaction.
    /// - Parameters:
    ///   - behaviors: The kinds that a log has.
    ///   - weight: What each that is more than a view counts.
    /// - Throws: `PreparationError` where none is.
    public static func kinds(among behaviors: [String], weight: Double) throws -> [String: Double] {
        let kinds = strongKinds.filter { behaviors.contains($0) }
        guard !kinds.isEmpty else {
            throw PreparationError.unknownName(
                kind: "behavior", name: strongKinds.joined(separator: " or "), known: behaviors)
        }
        return Dictionary(kinds.map { ($0, weight) }, uniquingKeysWith: { first, _ in first })
    }

    /// A weight without decimals where it is whole.
    public static func text(_ weight: Double) -> String { Int(exactly: weight).map { String($0) } ?? "\(weight)" }

    /// Adds what was measured of each model of a comparison.
    public mutating func add(_ comparison: Comparison, weight: Double) {
        for entry in comparison.entries {
            found.append((entry.title, weight, entry.mean.evaluation))
        }
    }

    /// A figure: one line a model.
    /// - Parameters:
    ///   - metric: One of ``metrics``.
    ///   - title: The figure's title.
    public func chart(_ metric: Metric, title: String) -> LineChart {
        let series = titles.map { title in
            LineChart.Series(
                name: title,
                points: found.filter { $0.title == title }.sorted { $0.weight < $1.weight }.compactMap { point in
                    point.evaluation[metric].map { LineChart.Point(x: point.weight, y: $0) }
                })
        }
        return LineChart(
            title: title, xTitle: "Weight of favorites, carts and purchases", yTitle: metric.title, series: series)
    }

    /// The figures' numbers: a model a row, a weight a column.
    /// - Parameters:
    ///   - metric: One of ``metrics``.
    ///   - title: The table's title.
    public func table(_ metric: Metric, title: String) -> ResultTable {
        let weights = Set(found.map(\.weight)).sorted()
        let rows = titles.map { title in
            ResultTable.Row(
                name: title,
                cells: weights.map { weight in
                    let evaluation = found.first { $0.title == title && $0.weight == weight }?.evaluation
                    return ResultTable.Cell(
                        value: evaluation?[metric], spread: evaluation?.intervals[metric]?.halfWidth)
                })
        }
        return ResultTable(
            title: title,
            protocolText: "lists of the whole catalog where test begins; weights are of the loss, first seed",
            columns: weights.map {
                ResultTable.Column(title: "\(metric.title), weight \(Self.text($0))", direction: metric.kind.direction)
            }, rows: rows)
    }

    private var titles: [String] {
        SSRFPaper.rows.map(\.title).filter { title in found.contains { $0.title == title } }
    }
}
