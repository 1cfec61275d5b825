/// What to measure of predicted ratings and how.
public struct RatingOptions: Codable, Sendable, Equatable, PointwiseOptions {
    /// The metrics that tables show, in this order; nil: see ``RatingEvaluator/shownMetrics``.
    public var columns: [Metric]?

    /// The least and the greatest rating; nil: nothing is clipped, and there is no clipped RMSE.
    public var range: ClosedRange<Double>?

    /// Distance between neighboring ratings, to which predictions are rounded for the accuracy: 1 for 1, 2 … 5, and 0.5
    /// for half stars.
    public var step = 1.0

    /// Over what means are taken. Default: over ratings. The RMSE per user is the root of the users' mean of their own
    /// mean squared errors.
    public var averaging: Averaging = .event

    /// Users with fewer training interactions are "cold" and reported apart; 0 turns this off.
    public var coldUserThreshold = 0

    /// Items with fewer training interactions are "cold" and reported apart; 0 turns this off.
    public var coldItemThreshold = 0

    /// Confidence intervals to compute, or nil for none.
    public var bootstrap: Bootstrap?

    /// The defaults.
    public init() {}

    /// The least distance between two different ratings; 1 where there are fewer than two, or more than a hundred, which are
    /// no levels.
    public static func step(among ratings: [Float]) -> Double {
        var levels: Set<Float> = []
        for rating in ratings where rating.isFinite {
            levels.insert(rating)
            guard levels.count <= 100 else { return 1 }
        }
        let sorted = levels.sorted()
        return zip(sorted.dropFirst(), sorted).map { Double($0) - Double($1) }.min() ?? 1
    }

    /// Checks every field.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public func validate() throws {
        try validate(kinds: MetricKind.rating, task: .rating)
        guard step.isFinite, step > 0 else {
            throw EvaluationError.invalidOption(field: "step", problem: "\(step) is no distance; expected above 0")
        }
        guard let range else {
            if columns?.contains(.clippedRMSE) == true {
                throw EvaluationError.invalidOption(field: "range", problem: "is missing; clipped_rmse needs it")
            }
            return
        }
        guard range.lowerBound.isFinite, range.upperBound.isFinite else {
            throw EvaluationError.invalidOption(
                field: "range", problem: "\(range) is not finite; expected such as 1...5")
        }
    }

    /// The steps of an evaluation, for the protocol's record.
    var steps: [ProtocolStep] {
        let bounds = range.map { "\(NumberText.short($0.lowerBound)) … \(NumberText.short($0.upperBound))" }
        let clipping = bounds.map { "predictions unclipped (clipped RMSE and accuracy: to \($0))" }
        let unit = step == 1 ? "whole ratings" : "steps of \(NumberText.short(step))"
        return [
            .described(.option, clipping ?? "predictions unclipped"),
            .described(.option, "accuracy after rounding to \(unit), halves to even"), .averaging(averaging),
        ]
    }
}
