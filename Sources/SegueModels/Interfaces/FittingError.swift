import SegueCore
import SegueData

/// A fit cannot start or cannot go on.
public enum FittingError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// The training sequences hold no interaction.
    case noInteractions(model: String)
    /// The model's configuration needs times and the log has none.
    case timesRequired(model: String, remedy: String)
    /// The parameters are no longer finite.
    case diverged(model: String, iteration: Int, remedy: String)
    /// The model cannot learn from data of this kind.
    case unsuitable(model: String, problem: String, remedy: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .noInteractions(let model): "\(model) cannot be fitted: the training part has no interaction"
        case .timesRequired(let model, let remedy): "\(model) needs times and the log has none: \(remedy)"
        case .diverged(let model, let iteration, let remedy):
            "\(model) diverged in iteration \(iteration) (numbers no longer finite): \(remedy)"
        case .unsuitable(let model, let problem, let remedy): "\(model) cannot be fitted: \(problem); \(remedy)"
        }
    }

    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
