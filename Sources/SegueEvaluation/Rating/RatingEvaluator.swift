/// Measures predicted ratings: RMSE, MAE, MSE and accuracy, with intervals over users and for cold and warm parts.
///
/// Errors are those of predictions as they are. Clipped to the range of ratings, where that is given, are the
/// predictions of the clipped RMSE and of the accuracy alone. The accuracy rounds halves to even.
public struct RatingEvaluator: Sendable {
    /// What is measured and how.
    public let options: RatingOptions

    /// An evaluator.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public init(options: RatingOptions = RatingOptions()) throws {
        try options.validate()
        self.options = options
    }

    /// The metrics that tables show: those asked for, else RMSE, clipped RMSE where there is a range, MAE and accuracy.
    public var shownMetrics: [Metric] {
        options.columns ?? metrics.filter { $0 != .mse }
    }

    /// All that is measured: of squared errors, clipped squared errors, absolute errors, squared errors, and hits.
    private var metrics: [Metric] {
        MetricKind.rating.filter { $0 != .clippedRMSE || options.range != nil }.map { Metric($0) }
    }

    /// Measures a model.
    ///
    /// - Parameters:
    ///   - predictions: The predicted rating of each row, `[rows]`.
    ///   - name: The model's name in the result and in errors.
    ///   - set: The examples; labels are ratings.
    /// - Throws: ``EvaluationError`` for predictions that are not finite or not as many as rows.
    public func evaluate(
        _ predictions: [Float], named name: String, on set: PointwiseSet
    ) throws -> EvaluationOutcome {
        try set.check(predictions, of: name)
        let summary = PointwiseSummary(set: set, options: options, task: .rating, steps: options.steps) { rows in
            PointwiseMeasurement(table: table(predictions, rows: rows, set: set))
        }
        return summary.outcome(named: name)
    }

    /// The users' sums over some rows; values come in the order of `metrics`.
    private func table(_ predictions: [Float], rows: [Int32], set: PointwiseSet) -> PerUserMetrics {
        var table = PerUserMetrics(weighing: metrics, users: set.units.users)
        for row in rows.lazy.map({ Int($0) }) {
            let unit = Int(set.units.unitOfRow[row])
            let weight = set.weight(of: row)
            let (prediction, rating) = (Double(predictions[row]), Double(set.labels[row]))
            let error = prediction - rating
            var column = 0
            func put(_ value: Double) {
                table.add(weight * value, weight: weight, row: unit, column: column)
                column += 1
            }
            table.addEvent(row: unit)
            put(error * error)
            if options.range != nil {
                let error = clipped(prediction) - rating
                put(error * error)
            }
            put(abs(error))
            put(error * error)
            put(isRight(prediction, rating: rating) ? 1 : 0)
        }
        return table
    }

    private func clipped(_ prediction: Double) -> Double {
        options.range.map { min(max(prediction, $0.lowerBound), $0.upperBound) } ?? prediction
    }

    /// Whether a prediction, clipped and rounded to the nearest step, is the rating.
    private func isRight(_ prediction: Double, rating: Double) -> Bool {
        let steps = (clipped(prediction) / options.step).rounded(.toNearestOrEven)
        return abs(steps - rating / options.step) < 1e-6
    }
}
