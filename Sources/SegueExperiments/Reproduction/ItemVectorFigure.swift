import SegueCore
import SegueEvaluation
import SegueModels

/// Item vectors in two dimensions, colored by category: what item2vec learned from sequences alone, labels not looked at.
public enum ItemVectorFigure {
    /// Items drawn: those with most interactions.
    private static let itemCount = 500
    private static let categoryCount = 7

    /// The figure for a trained model.
    /// - Throws: `ConfigurationError` for a model without item vectors.
    public static func chart(of trained: TrainedModel, in experiment: Experiment) throws -> LineChart {
        let log = experiment.split.log
        guard let model = trained.model.model as? any ItemVectorModel else {
            throw ConfigurationError(field: "model.name", problem: "'\(trained.entry.name)' has no item vectors")
        }
        var vectors = try model.itemVectors()
        if let fiscl = trained.recipe.configuration as? FISCL.Configuration {
            vectors = vectors.leading(fiscl.itemVectors.dimension)
        }
        let plane = vectors.principalPlane()
        var counts = [Int](repeating: 0, count: log.itemCount)
        for item in log.itemColumn { counts[Int(item) - 1] += 1 }
        let popular = counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }.prefix(itemCount)
        var points: [String: [LineChart.Point]] = [:]
        for row in popular {
            guard let id = log.items.id(at: Int32(truncatingIfNeeded: row + 1)) else { continue }
            let title = experiment.dataset.catalog.title(of: id) ?? id
            let categories = experiment.dataset.catalog.categories(of: id)
            let name = categories.isEmpty ? title : "\(title): \(categories.joined(separator: ", "))"
            points[categories.first ?? "none", default: []].append(
                LineChart.Point(x: plane[row].x, y: plane[row].y, name: name))
        }
        let ranked = points.sorted { ($0.value.count, $1.key) > ($1.value.count, $0.key) }
        var series = ranked.prefix(categoryCount).map { LineChart.Series(name: $0.key, points: $0.value) }
        let others = ranked.dropFirst(categoryCount).flatMap(\.value)
        if !others.isEmpty { series.append(LineChart.Series(name: "other", points: others)) }
        return LineChart(
            title: "item2vec vectors of the \(popular.count) most frequent items, colored by first category",
            xTitle: "First principal component", yTitle: "Second principal component", series: series,
            hasWholeX: false, joinsPoints: false)
    }
}
