/// What to measure of predicted clicks and how.
public struct ClickOptions: Codable, Sendable, Equatable, PointwiseOptions {
    /// What a click and a row without one get that score the same, of every AUC.
    public enum Ties: String, Codable, Sendable, CaseIterable {
        /// One half, so that a constant scorer gets 0.5; the AUC of the literature on statistics and of scikit-learn.
        case half
        /// Nothing: only a strictly higher score counts. A constant scorer gets 0.
        case strict
    }

    /// What the users' AUCs are weighted by in gAUC.
    public enum UserWeight: String, Codable, Sendable, CaseIterable {
        /// The user's examples.
        case examples
        /// The user's clicks.
        case clicks
    }

    /// The metrics that tables show, in this order; nil: see ``ClickEvaluator/shownMetrics``.
    public var columns: [Metric]?

    /// What ties get. Default: one half.
    public var ties: Ties = .half

    /// How the interval of the AUC over all rows is found.
    public enum AUCInterval: String, Codable, Sendable, CaseIterable {
        /// By DeLong's variance with users as clusters, see ``AUCVariance``; two models can be tested by it.
        case deLong = "delong"
        /// From users drawn again, as for all other metrics.
        case bootstrap
    }

    /// How the interval of the AUC over all rows is found. Default: DeLong's.
    public var aucInterval: AUCInterval = .deLong

    /// What gAUC weighs users by. Default: their examples.
    public var userWeight: UserWeight = .examples

    /// Distance from 0 and 1 to which probabilities are clipped in the log loss, 0 ..< 0.5; 0 for no clipping.
    public var probabilityMargin = 1e-7

    /// What bins of probabilities have in common.
    public enum Binning: String, Codable, Sendable, CaseIterable {
        /// Their width.
        case width
        /// The number of examples in them, as nearly as it divides; equal probabilities stand in the order of the rows.
        case size
    }

    /// Number of bins that the ECE sorts probabilities into.
    public var calibrationBins = 15

    /// What these bins have in common.
    public var calibrationBinning = Binning.width

    /// Over what means are taken. Default: over examples. AUCs, gAUC, calibration and ECE have units of their own.
    public var averaging: Averaging = .event

    /// Users with fewer training interactions are "cold" and reported apart; 0 turns this off.
    public var coldUserThreshold = 0

    /// Items with fewer training interactions are "cold" and reported apart; 0 turns this off.
    public var coldItemThreshold = 0

    /// Confidence intervals to compute, or nil for none.
    public var bootstrap: Bootstrap?

    /// The defaults.
    public init() {}

    /// Checks every field.
    ///
    /// - Throws: ``EvaluationError/invalidOption(field:problem:)``.
    public func validate() throws {
        try validate(kinds: MetricKind.click, task: .click)
        guard probabilityMargin >= 0, probabilityMargin < 0.5 else {
            throw EvaluationError.invalidOption(
                field: "probabilityMargin", problem: "\(probabilityMargin) is outside 0 ..< 0.5")
        }
        guard (1...1_000_000).contains(calibrationBins) else {
            throw EvaluationError.invalidOption(
                field: "calibrationBins", problem: "\(calibrationBins) is outside 1 … 1,000,000")
        }
    }

    /// The steps of an evaluation, for the protocol's record.
    var steps: [ProtocolStep] {
        let ties = ties == .half ? "AUC: ties count one half" : "AUC: ties count nothing (strict)"
        let margin = probabilityMargin == 0 ? "unclipped" : "clipped to \(probabilityMargin) from 0 and 1"
        let interval =
            aucInterval == .deLong
            ? "interval of AUC: DeLong's, users as clusters; of normalized entropy: users drawn again"
            : "intervals of AUC and normalized entropy: users drawn again with all their examples"
        return [
            .described(.option, ties), .described(.option, "gAUC weighted by \(userWeight.rawValue)"),
            .described(.option, "log loss of probabilities \(margin)"),
            .described(
                .option,
                "ECE over \(NumberText.counted(calibrationBins, "bin")) of equal \(calibrationBinning.rawValue)"),
            .averaging(averaging),
        ] + (bootstrap == nil ? [] : [.described(.option, interval)])
    }
}
