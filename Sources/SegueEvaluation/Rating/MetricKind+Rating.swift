extension MetricKind {
    /// Root of the mean squared error of predictions as they are.
    public static let rmse = MetricKind(name: "rmse", title: "RMSE", direction: .lower, aggregation: .rootOfMean)

    /// Root of the mean squared error of predictions clipped to the range of ratings.
    public static let clippedRMSE = MetricKind(
        name: "clipped_rmse", title: "Clipped RMSE", direction: .lower, aggregation: .rootOfMean,
        aliases: ["clipped-rmse"], footnote: "Clipped RMSE: of predictions clipped to the range of ratings.")

    /// Mean absolute error of predictions as they are.
    public static let mae = MetricKind(name: "mae", title: "MAE", direction: .lower)

    /// Mean squared error of predictions as they are.
    public static let mse = MetricKind(name: "mse", title: "MSE", direction: .lower)

    /// Share of predictions that are the rating once clipped and rounded.
    public static let accuracy = MetricKind(
        name: "accuracy", title: "Accuracy", direction: .higher,
        footnote:
            "Accuracy: share of predictions that are the rating, once clipped to its range, if given, and rounded.")

    /// The kinds of ``RatingEvaluator``.
    public static let rating: [MetricKind] = [rmse, clippedRMSE, mae, mse, accuracy]
}

extension Metric {
    /// Root of the mean squared error.
    public static let rmse = Metric(.rmse)
    /// Root of the mean squared error of clipped predictions.
    public static let clippedRMSE = Metric(.clippedRMSE)
    /// Mean absolute error.
    public static let mae = Metric(.mae)
    /// Mean squared error.
    public static let mse = Metric(.mse)
    /// Share of clipped and rounded predictions that are right.
    public static let accuracy = Metric(.accuracy)
}
