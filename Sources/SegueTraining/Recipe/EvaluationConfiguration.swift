import SegueEvaluation

/// How a recipe's models are measured: a named protocol, and where it is departed from.
public struct EvaluationConfiguration: Codable, Sendable, Equatable {
    /// Letter of the protocol followed; nil for none.
    public var protocolLetter: String? = "D"
    /// List lengths K.
    public var cutoffs: [Int] = [20]
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
    /// Bootstrap resamples for confidence intervals; 0 for none.
    public var resamples = 1000

    /// Protocol D.
    public init() {}

    /// The evaluator for tests.
    /// - Throws: `EvaluationError` naming the option.
    public func evaluator() throws -> Evaluator {
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
        options.cutoffs = cutoffs
        if let ties { options.ties = ties }
        if let excludesSeen { options.excludesSeen = excludesSeen }
        if let averaging { options.averaging = averaging }
        options.coldUserThreshold = coldUserThreshold
        options.coldItemThreshold = coldItemThreshold
        if resamples > 0 {
            var bootstrap = Bootstrap()
            bootstrap.resamples = resamples
            options.bootstrap = bootstrap
        }
        if let named { return try Evaluator(named, options: options) }
        return try Evaluator(options: options)
    }
}
