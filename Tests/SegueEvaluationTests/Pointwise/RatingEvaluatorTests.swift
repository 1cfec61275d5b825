import Testing

@testable import SegueEvaluation

@Suite("Rating evaluator")
struct RatingEvaluatorTests {
    private func evaluate(
        _ predictions: [Float], _ ratings: [Float], users: [Int32]? = nil,
        change: (inout RatingOptions) -> Void = { _ in }
    ) throws -> Evaluation {
        var options = RatingOptions()
        options.range = 1...5
        change(&options)
        let set = try PointwiseExamples.set(users: users ?? ratings.map { _ in 1 }, labels: ratings)
        return try RatingEvaluator(options: options).evaluate(predictions, named: "m", on: set).evaluation
    }

    /// Errors 3, −1, 0, 1: squares 9, 1, 0, 1. Clipped, 7 becomes 5 and 0 becomes 1: squares 1, 0, 0, 1.
    @Test func errorsByHand() throws {
        let result = try evaluate([7, 0, 3, 3], [4, 1, 3, 2])
        #expect(result[.mse] == 2.75)
        #expect(agree(result[.rmse], 1.6583123951777))
        #expect(agree(result[.clippedRMSE], 0.7071067811865476))
        #expect(result[.mae] == 1.25)
        #expect(result[.accuracy] == 0.5, "1 from 0 and 3 from 3")
        let open = try evaluate([7, 0, 3, 3], [4, 1, 3, 2]) { $0.range = nil }
        #expect(open[.clippedRMSE] == nil)
        #expect(open[.rmse] == result[.rmse])
        #expect(open[.accuracy] == 0.25)
    }

    /// 2.5 and 3.5 go to 2 and 4, as in NumPy; half stars have neighbors half a star apart.
    @Test func halvesGoToTheEven() throws {
        #expect(try evaluate([2.5, 3.5, 1.5, 4.5], [2, 4, 2, 4])[.accuracy] == 1)
        #expect(try evaluate([2.5, 3.5, 1.5, 4.5], [3, 3, 1, 5])[.accuracy] == 0)
        #expect(
            try evaluate([2.6, 3.3, 0.1], [2.5, 3.5, 0.5]) { ($0.step, $0.range) = (0.5, 0.5...5) }[.accuracy] == 1)
        #expect(try evaluate([2.6], [2.5])[.accuracy] == 0)
    }

    /// Squares 4, 0, 0 of one user and 1 of another: √(5/4) per rating, √((4/3 + 1) / 2) per user.
    @Test func unitsOfAveraging() throws {
        let event = try evaluate([3, 1, 1, 2], [1, 1, 1, 1], users: [1, 1, 1, 2])
        let user = try evaluate([3, 1, 1, 2], [1, 1, 1, 1], users: [1, 1, 1, 2]) { $0.averaging = .user }
        #expect(agree(event[.rmse], 1.118033988749895))
        #expect(agree(user[.rmse], (7.0 / 6).squareRoot()))
        #expect(agree(user[.mae], (2.0 / 3 + 1) / 2))
    }

    @Test func coldAndWarmAreApart() throws {
        let set = try PointwiseSet(
            users: [1, 1, 2, 0], items: [1, 2, 2, 0], labels: [1, 1, 1, 1], userTrainingCounts: [9, 3],
            itemTrainingCounts: [2, 8])
        var options = RatingOptions()
        options.coldUserThreshold = 5
        options.coldItemThreshold = 5
        let result = try RatingEvaluator(options: options).evaluate([2, 3, 4, 5], named: "m", on: set).evaluation
        let shown = result.segments.map { ($0.kind, $0.users, $0.events, $0.values[.mae]) }
        #expect(shown.map(\.0) == [.coldUsers, .warmUsers, .coldItems, .warmItems])
        #expect(shown.map(\.1) == [2, 1, 2, 2])
        #expect(shown.map(\.2) == [2, 2, 2, 2])
        #expect(shown.map(\.3) == [3.5, 1.5, 2.5, 2.5])
        #expect(agree(result.segments[0].values[.rmse], 12.5.squareRoot()))
        #expect(result.counts == EvaluationCounts(users: 3, events: 4, items: 2))
    }

    @Test func shownMetricsAreThoseAskedFor() throws {
        var options = RatingOptions()
        #expect(try RatingEvaluator(options: options).shownMetrics == [.rmse, .mae, .accuracy])
        options.range = 1...5
        #expect(try RatingEvaluator(options: options).shownMetrics == [.rmse, .clippedRMSE, .mae, .accuracy])
        options.columns = [.mse]
        #expect(try RatingEvaluator(options: options).shownMetrics == [.mse])
        options.columns = [.mse, .mrr(at: 20)]
        #expect(
            throws: EvaluationError.invalidOption(
                field: "metrics",
                problem: "mrr@20 is no metric of rating; expected one of rmse, clipped_rmse, mae, mse, accuracy")
        ) { try RatingEvaluator(options: options) }
        (options.columns, options.range) = ([.clippedRMSE], nil)
        #expect(throws: EvaluationError.invalidOption(field: "range", problem: "is missing; clipped_rmse needs it")) {
            try RatingEvaluator(options: options)
        }
        (options.columns, options.step) = (nil, 0)
        #expect(throws: EvaluationError.self) { try RatingEvaluator(options: options) }
        (options.step, options.range) = (1, 1...(.infinity))
        #expect(throws: EvaluationError.self) { try RatingEvaluator(options: options) }
    }

    @Test func nothingToMeasureIsSaid() throws {
        let set = try PointwiseExamples.set(users: [], labels: [])
        var options = RatingOptions()
        options.bootstrap = Bootstrap()
        options.coldUserThreshold = 3
        let result = try RatingEvaluator(options: options).evaluate([], named: "m", on: set).evaluation
        #expect(result.values.isEmpty && result.intervals.isEmpty)
        #expect(result.notes == ["Nothing was tested: there is no example."])
        #expect(result.segments.map(\.events) == [0, 0])
        let clicks = try ClickEvaluator().evaluate([], named: "m", on: set).evaluation
        #expect(clicks.values.isEmpty && clicks.counts.positives == 0)
    }
}
