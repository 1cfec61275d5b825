import SegueCore
import SegueData

/// Why training ended before its end.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible, ExitCodeProviding {
    /// The loss, or the norm of the gradients, is no longer a number.
    case notANumber(what: String, epoch: Int, step: Int, users: [Int32])
    /// Somebody asked for an end; a checkpoint was written where there is a place for it.
    case interrupted(signal: Int32, step: Int)
    /// Somebody asked for an end while a model fitted itself; what it had learned may be kept.
    case fitInterrupted(signal: Int32, isKept: Bool)
    /// The checkpoint belongs to other settings or other data.
    case foreignCheckpoint(path: String, differences: [String])
    /// The checkpoint cannot be read.
    case unreadableCheckpoint(path: String, problem: String)
    /// There is nothing to learn from.
    case noTransitions

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .notANumber(let what, let epoch, let step, let users):
            let named = users.prefix(8).map(String.init).joined(separator: ", ")
            return "the \(what) is no longer a number at epoch \(epoch), step \(step) (user indices \(named)…): lower "
                + "training.optimizer.learningRate or training.gradientCap; the last good checkpoint was kept"
        case .interrupted(let signal, let step):
            return
                "stopped by signal \(signal) after step \(step); the same command goes on from here, segue train with --resume"
        case .fitInterrupted(let signal, let isKept):
            return "stopped by signal \(signal) in a fit; "
                + (isKept
                    ? "the same command goes on from here, segue train with --resume"
                    : "the same command begins it anew")
        case .foreignCheckpoint(let path, let differences):
            let list = differences.isEmpty ? "" : ": " + differences.joined(separator: "; ")
            return "\(path) belongs to a run with other settings or other data\(list). Continue with those, or train "
                + "anew: without --resume, or with another --output"
        case .unreadableCheckpoint(let path, let problem):
            return "\(path) cannot be resumed from: \(problem). Train anew, without --resume"
        case .noTransitions:
            return "no user has two interactions in the training part, so there is nothing to learn from"
        }
    }

    /// 65 for data and numbers, 78 for a foreign checkpoint, 128 + signal after a signal.
    public var exitCode: Int32 {
        switch self {
        case .notANumber, .noTransitions, .unreadableCheckpoint: ExitCode.badData
        case .interrupted(let signal, _), .fitInterrupted(let signal, _): 128 + signal
        case .foreignCheckpoint: ExitCode.configuration
        }
    }
}
