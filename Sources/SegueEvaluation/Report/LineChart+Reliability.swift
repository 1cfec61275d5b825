/// A bin of a reliability diagram: what was predicted, and what came.
public struct ReliabilityPoint: Sendable, Equatable {
    /// Mean probability of the bin's rows.
    public let predicted: Double
    /// Their rate of clicks.
    public let clicked: Double
    /// The share of all rows that they are.
    public let share: Double
}

extension LineChart {
    /// A reliability diagram: the rate of clicks over the mean probability, bin by bin. Where probabilities are right, the lines lie
    /// on the diagonal.
    /// - Parameter models: Title and bins of each.
    public static func reliability(_ models: [(title: String, points: [ReliabilityPoint])]) -> LineChart {
        let ends = models.flatMap(\.points).flatMap { [$0.predicted, $0.clicked] }
        let diagonal = [Point(x: 0, y: 0), Point(x: ends.max() ?? 1, y: ends.max() ?? 1)]
        let lines = models.map { model in
            Series(
                name: model.title,
                points: model.points.map { point in
                    let percent = NumberText.fixed(point.share * 100, decimals: 1)
                    let text = { (value: Double) in NumberText.fixed(value, decimals: 4) }
                    return Point(
                        x: point.predicted, y: point.clicked,
                        name: "\(model.title): predicted \(text(point.predicted)), real \(text(point.clicked)), "
                            + "\(percent) % of the rows")
                })
        }
        return LineChart(
            title: "Reliability", xTitle: "predicted probability", yTitle: "rate of clicks",
            series: [Series(name: "right", points: diagonal)] + lines, hasWholeX: false)
    }
}
