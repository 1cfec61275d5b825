import SegueCore

/// Why settings cannot be searched, or the search ended before its end.
public enum StudyError: Error, Sendable, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// The recipe names no range.
    case noRanges(recipe: String)
    /// The folder holds a search of something else.
    case otherStudy(path: String, differences: [String])
    /// There is no validation part to measure on.
    case noValidation
    /// No trial came to a value.
    case allFailed(first: String)
    /// Somebody asked for an end.
    case interrupted(signal: Int32)
    /// A trial's process ended without a result.
    case trialEnded(number: Int, reason: String)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .noRanges(let recipe):
            return "\(recipe): there is nothing to search: name settings and their ranges under `tune.ranges`, or by "
                + "--range training.optimizer.learningRate=log:0.0003..0.01"
        case .otherStudy(let path, let differences):
            return "\(path) holds a search with other settings or other data: \(differences.joined(separator: "; ")). "
                + "Go on with those, or name another --output"
        case .noValidation:
            return "the split leaves no validation part, and trials are compared on nothing else; give it one, as in "
                + "`split: {strategy: leave-last-out}`"
        case .allFailed(let first):
            return "no trial came to a value; the first failed as follows: \(first)"
        case .interrupted(let signal):
            return "stopped by signal \(signal); the same command goes on from here"
        case .trialEnded(let number, let reason):
            return "the process of trial \(number) ended without a result: \(reason)"
        }
    }

    /// 78 for settings, 65 for data and trials, 128 + signal after a signal.
    public var exitCode: Int32 {
        switch self {
        case .noRanges, .otherStudy: ExitCode.configuration
        case .noValidation, .allFailed: ExitCode.badData
        case .interrupted(let signal): 128 + signal
        case .trialEnded: ExitCode.failure
        }
    }
}
