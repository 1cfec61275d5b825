import SegueCore
import SegueData

/// Why an evaluation could not be made.
public enum EvaluationError: Error, Sendable, Equatable {
    /// An option cannot be used.
    case invalidOption(field: String, problem: String)
    /// The material to evaluate on contradicts itself.
    case invalidSet(problem: String)
    /// The model was built for another catalog.
    case itemCountMismatch(model: String, modelItemCount: Int, setItemCount: Int)
    /// A block of scores has the wrong shape, or answers what was not asked.
    case malformedBlock(model: String, problem: String)
    /// A score is not a number. `item` is its 1-based index, `user` 0 for an unknown user.
    case notANumber(model: String, user: Int32, position: Int, item: Int32)
    /// The model left requested positions without scores.
    case missingScores(model: String, user: Int32, position: Int, missing: Int)
    /// The model gave another number of predictions than there are rows.
    case wrongPredictionCount(model: String, predictions: Int, rows: Int)
    /// A prediction is infinite or not a number. `row` is counted from 0, `user` and `item` are 1-based indices.
    case predictionNotFinite(model: String, row: Int, user: Int32, item: Int32, value: String)
    /// Two results were not measured on the same events.
    case incomparable(problem: String)
}

extension EvaluationError: CustomStringConvertible {
    /// What happened, where, and what to do.
    public var description: String {
        switch self {
        case .invalidOption(let field, let problem):
            "evaluation option '\(field)': \(problem)"
        case .invalidSet(let problem):
            "the evaluation data cannot be used: \(problem)"
        case .itemCountMismatch(let model, let modelItemCount, let setItemCount):
            "model '\(model)' scores \(modelItemCount) items, but the data has \(setItemCount); "
                + "evaluate a model on a split of the data that it was trained on"
        case .malformedBlock(let model, let problem):
            "model '\(model)' gave scores that cannot be used: \(problem)"
        case .notANumber(let model, let user, let position, let item):
            "model '\(model)' gave a score that is not a number (user index \(user), position \(position), "
                + "item index \(item)); the model diverged: lower the learning rate or use an earlier checkpoint"
        case .missingScores(let model, let user, let position, let missing):
            "model '\(model)' left \(missing) requested positions without scores, "
                + "the first for user index \(user) at position \(position)"
        case .wrongPredictionCount(let model, let predictions, let rows):
            "model '\(model)' gave \(predictions) predictions for \(rows) rows; expected one per row"
        case .predictionNotFinite(let model, let row, let user, let item, let value):
            "model '\(model)' predicted \(value) for row \(row) (user index \(user), item index \(item)); the model "
                + "diverged: lower the learning rate or use an earlier checkpoint"
        case .incomparable(let problem):
            "the results cannot be compared: \(problem)"
        }
    }
}

extension EvaluationError: ExitCodeProviding {
    /// 78 for options, 65 for data and scores, 70 where a model breaks its contract.
    public var exitCode: Int32 {
        switch self {
        case .invalidOption: ExitCode.configuration
        case .invalidSet, .itemCountMismatch, .notANumber, .predictionNotFinite, .incomparable: ExitCode.badData
        case .malformedBlock, .missingScores, .wrongPredictionCount: ExitCode.internalError
        }
    }
}
