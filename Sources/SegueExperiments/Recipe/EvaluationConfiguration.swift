import SegueData
import SegueEvaluation

/// How a recipe's models are measured: a named protocol, and where it is departed from.
public struct EvaluationConfiguration: Codable, Sendable, Equatable {
    /// Letter of the protocol whose options are followed; nil: none is asked for, and one is named only if all that was
    /// done matches it.
    public var protocolLetter: String?
    /// List lengths K, where `metrics` names none.
    public var cutoffs: [Int] = [20]
    /// The columns of tables, such as `recall@20`; nil: recall, MRR and NDCG at every cutoff.
    public var metrics: [Metric]?
    /// What a target that ties with other items gets; nil for the protocol's policy.
    public var ties: TiePolicy?
    /// Whether items of the history are taken out of the ranking; nil for what the protocol says.
    public var excludesSeen: Bool?
    /// Over what means are taken; nil for the protocol's unit.
    public var averaging: Averaging?
    /// Users with fewer training interactions are reported apart; 0 turns this off.
    public var coldUserThreshold = 0
    /// Items with fewer training interactions are reported apart; 0 turns this off.
    public var coldItemThreshold = 0
    /// Distance between neighboring ratings, to which predictions are rounded for the accuracy; nil: the least between two
    /// ratings of the data.
    public var ratingStep: Double?
    /// What gAUC weighs users by.
    public var userWeight = ClickOptions.UserWeight.examples
    /// Bins that the calibration error of clicks sorts probabilities into.
    public var calibrationBins = ClickOptions().calibrationBins
    /// What bins of probabilities have in common: their width, or the number of examples.
    public var calibrationBinning = ClickOptions.Binning.width
    /// Bootstrap resamples for confidence intervals; 0 for none.
    public var resamples = 1000

    /// No protocol in particular, lists of 20.
    public init() {}

    /// Reads the settings; those absent keep their defaults, so that bundles of earlier versions can be read.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        protocolLetter = try values.decodeIfPresent(String.self, forKey: .protocolLetter)
        cutoffs = try values.decodeIfPresent([Int].self, forKey: .cutoffs) ?? cutoffs
        metrics = try values.decodeIfPresent([Metric].self, forKey: .metrics)
        ties = try values.decodeIfPresent(TiePolicy.self, forKey: .ties)
        excludesSeen = try values.decodeIfPresent(Bool.self, forKey: .excludesSeen)
        averaging = try values.decodeIfPresent(Averaging.self, forKey: .averaging)
        coldUserThreshold = try values.decodeIfPresent(Int.self, forKey: .coldUserThreshold) ?? coldUserThreshold
        coldItemThreshold = try values.decodeIfPresent(Int.self, forKey: .coldItemThreshold) ?? coldItemThreshold
        ratingStep = try values.decodeIfPresent(Double.self, forKey: .ratingStep)
        userWeight = try values.decodeIfPresent(ClickOptions.UserWeight.self, forKey: .userWeight) ?? userWeight
        calibrationBins = try values.decodeIfPresent(Int.self, forKey: .calibrationBins) ?? calibrationBins
        calibrationBinning =
            try values.decodeIfPresent(ClickOptions.Binning.self, forKey: .calibrationBinning) ?? calibrationBinning
        resamples = try values.decodeIfPresent(Int.self, forKey: .resamples) ?? resamples
    }

    /// The evaluator for tests.
    /// - Throws: `EvaluationError` naming the option.
    public func evaluator() throws -> RankingEvaluator {
        var options = EvaluationOptions()
        var named: EvaluationProtocol?
        if let protocolLetter {
            guard let found = EvaluationProtocol.named(protocolLetter) else {
                let letters = EvaluationProtocol.named.map(\.letter).joined(separator: ", ")
                throw EvaluationError.invalidOption(
                    field: "protocolLetter", problem: "'\(protocolLetter)' is no protocol; expected \(letters)")
            }
            named = found
            options = found.options
        }
        options.cutoffs = metrics?.compactMap(\.cutoff) ?? cutoffs
        options.columns = metrics
        if let ties { options.ties = ties }
        if let excludesSeen { options.excludesSeen = excludesSeen }
        if let averaging { options.averaging = averaging }
        options.coldUserThreshold = coldUserThreshold
        options.coldItemThreshold = coldItemThreshold
        options.bootstrap = bootstrap ?? options.bootstrap
        if let named { return try RankingEvaluator(named, options: options) }
        return try RankingEvaluator(options: options)
    }

    /// Checks the settings for a task.
    /// - Throws: `EvaluationError` naming the option.
    public func validate(for task: ModelTask) throws {
        switch task {
        case .nextItem: _ = try evaluator()
        case .rating: _ = try RatingEvaluator(options: ratingOptions(range: nil))
        case .click: _ = try ClickEvaluator(options: clickOptions())
        }
    }

    /// How intervals are computed; nil for none.
    public var bootstrap: Bootstrap? {
        guard resamples != 0 else { return nil }
        var bootstrap = Bootstrap()
        bootstrap.resamples = resamples
        return bootstrap
    }

    /// The options for ratings on a scale.
    /// - Parameters:
    ///   - range: The least and the greatest.
    ///   - step: Distance between neighbors, where ``ratingStep`` does not say.
    func ratingOptions(range: ClosedRange<Float>?, step: Double = 1) -> RatingOptions {
        var options = RatingOptions()
        options.columns = metrics
        options.range = range.map { Double($0.lowerBound)...Double($0.upperBound) }
        options.step = ratingStep ?? step
        if let averaging { options.averaging = averaging }
        options.coldUserThreshold = coldUserThreshold
        options.coldItemThreshold = coldItemThreshold
        options.bootstrap = bootstrap
        return options
    }

    /// The options for clicks.
    func clickOptions() -> ClickOptions {
        var options = ClickOptions()
        options.columns = metrics
        options.userWeight = userWeight
        (options.calibrationBins, options.calibrationBinning) = (calibrationBins, calibrationBinning)
        if let averaging { options.averaging = averaging }
        options.coldUserThreshold = coldUserThreshold
        options.coldItemThreshold = coldItemThreshold
        options.bootstrap = bootstrap
        return options
    }
}
