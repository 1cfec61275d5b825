extension LineChart {
    /// The training loss of every model by epoch.
    public static func trainingLoss(_ curves: [LearningCurve]) -> LineChart {
        LineChart(
            title: "Training loss by epoch", xTitle: "Epoch", yTitle: "Training loss",
            series: curves.map { series(of: $0, value: \.trainingLoss) })
    }

    /// The validation metric of every model by epoch; the epoch that was kept is emphasized.
    public static func validation(_ metric: Metric, _ curves: [LearningCurve]) -> LineChart {
        LineChart(
            title: "Validation \(metric.title) by epoch", xTitle: "Epoch", yTitle: "Validation \(metric.title)",
            series: curves.map { series(of: $0, value: \.validation) })
    }

    private static func series(
        of curve: LearningCurve, value: (LearningCurve.Epoch) -> Double?
    ) -> Series {
        let epochs = curve.epochs.filter { value($0) != nil }
        return Series(
            name: curve.model,
            points: epochs.map { Point(x: Double($0.number), y: value($0) ?? .nan) },
            emphasized: epochs.firstIndex { $0.number == curve.keptEpoch })
    }
}
