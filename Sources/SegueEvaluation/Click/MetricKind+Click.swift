extension MetricKind {
    /// Area under the ROC curve over all rows: how often a click scores above a row without one.
    public static let auc = MetricKind(name: "auc", title: "AUC", direction: .higher, aggregation: .ofWhole)

    /// Mean over users of the AUC within the user's rows.
    public static let userAUC = MetricKind(
        name: "user_auc", title: "User AUC", direction: .higher, aliases: ["user-auc", "uauc"],
        footnote: "User AUC: mean over users with both labels of the AUC within the user's examples.")

    /// Mean over events of the AUC within the event's rows.
    public static let eventAUC = MetricKind(
        name: "event_auc", title: "Event AUC", direction: .higher, aliases: ["event-auc"],
        footnote: "Event AUC: mean over events with both labels of the AUC within the event's examples.")

    /// Mean over users of the AUC within the user's rows, weighted by how many these are.
    public static let gauc = MetricKind(
        name: "gauc", title: "gAUC", direction: .higher, aggregation: .ratio,
        footnote: "gAUC: the users' AUCs, weighted by their examples or clicks as the protocol says.")

    /// Mean negative log-likelihood of the labels, in nats.
    public static let logLoss = MetricKind(
        name: "log_loss", title: "Log loss", direction: .lower, aliases: ["log-loss", "logloss"])

    /// The log loss as a share of the entropy of the labels: 1 is what a constant at the right rate gets.
    public static let normalizedEntropy = MetricKind(
        name: "normalized_entropy", title: "Norm. entropy", direction: .lower, aggregation: .ofWhole,
        aliases: ["normalized-entropy"],
        footnote: "Norm. entropy: log loss divided by that of a constant at the rate of clicks.")

    /// Mean squared difference of probability and label.
    public static let brier = MetricKind(name: "brier", title: "Brier", direction: .lower)

    /// Expected calibration error.
    public static let ece = MetricKind(
        name: "ece", title: "ECE", direction: .lower, aggregation: .ofWhole,
        footnote: "ECE: mean difference of predicted and real rate within bins of the probability; without interval, "
            + "for resampling adds to the very differences that it measures.")

    /// Predicted clicks per real click: 1 is right, more or less is worse.
    public static let calibration = MetricKind(
        name: "calibration", title: "Calibration", direction: nil, aggregation: .ratio,
        footnote: "Calibration: predicted clicks per real click; 1 is right.")

    /// Share of the first K of the whole catalog that the user takes in the test part.
    public static let catalogPrecision = MetricKind(
        name: "catalog_precision", title: "Pre", direction: .higher, hasCutoff: true,
        aliases: ["catalog-precision"],
        footnote: "Pre, Rec: of the catalog without what the user met, ranked once where test begins, against what the "
            + "user takes in the test part; means over users.")

    /// Share of what the user takes in the test part that stands among the first K of the whole catalog.
    public static let catalogRecall = MetricKind(
        name: "catalog_recall", title: "Rec", direction: .higher, hasCutoff: true,
        aliases: ["catalog-recall"], footnote: catalogPrecision.footnote)

    /// The kinds of ``ClickEvaluator``.
    public static let click: [MetricKind] = [
        auc, userAUC, eventAUC, gauc, logLoss, normalizedEntropy, brier, ece, calibration, catalogPrecision,
        catalogRecall,
    ]
}

extension Metric {
    /// Area under the ROC curve over all rows.
    public static let auc = Metric(.auc)
    /// Mean AUC within a user's rows.
    public static let userAUC = Metric(.userAUC)
    /// Mean AUC within an event's rows.
    public static let eventAUC = Metric(.eventAUC)
    /// AUC within a user's rows, weighted by how many these are.
    public static let gauc = Metric(.gauc)
    /// Mean negative log-likelihood of the labels, in nats.
    public static let logLoss = Metric(.logLoss)
    /// The log loss as a share of the entropy of the labels.
    public static let normalizedEntropy = Metric(.normalizedEntropy)
    /// Mean squared difference of probability and label.
    public static let brier = Metric(.brier)
    /// Expected calibration error.
    public static let ece = Metric(.ece)
    /// Predicted clicks per real click.
    public static let calibration = Metric(.calibration)
    /// Share of the catalog's first `cutoff` that the user takes.
    public static func catalogPrecision(at cutoff: Int) -> Metric { Metric(.catalogPrecision, at: cutoff) }
    /// Share of what the user takes among the catalog's first `cutoff`.
    public static func catalogRecall(at cutoff: Int) -> Metric { Metric(.catalogRecall, at: cutoff) }
}
