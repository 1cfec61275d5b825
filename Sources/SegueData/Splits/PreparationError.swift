import SegueCore

/// Why a log could not be filtered, split, cut into batches or generated.
public enum PreparationError: Error, Equatable, Sendable {
    /// The log has no interactions at all.
    case emptyLog(operation: String)
    /// The operation reads a column that the log does not have.
    case columnMissing(operation: String, column: String)
    /// A parameter is out of its range; `problem` says what was expected.
    case invalidParameter(operation: String, parameter: String, problem: String)
    /// A rating is not one that the data is said to have.
    case ratingOutOfScale(rating: Float, scale: ClosedRange<Float>, user: String, item: String)
    /// A name is not one of those known.
    case unknownName(kind: String, name: String, known: [String])
    /// Nothing would be left to train on.
    case nothingToTrain(operation: String, reason: String)
    /// A saved position belongs to other data or other settings.
    case cursorMismatch(problem: String)
}

extension PreparationError: CustomStringConvertible {
    /// What is wrong and what to do about it, in one or two sentences.
    public var description: String {
        switch self {
        case .emptyLog(let operation):
            "\(operation): the log holds no interactions. Check the data path, the format and the filters."
        case .columnMissing(let operation, let column):
            "\(operation) needs the column “\(column)”, which this log does not have. \(Self.remedy(for: column))"
        case .invalidParameter(let operation, let parameter, let problem):
            "\(operation): parameter “\(parameter)” \(problem)."
        case .ratingOutOfScale(let rating, let scale, let user, let item):
            "the rating \(rating) of item “\(item)” by user “\(user)” lies outside \(scale.lowerBound) … \(scale.upperBound). "
                + "Correct or remove it, or widen data.ratingScale."
        case .unknownName(let kind, let name, let known):
            "unknown \(kind) “\(name)”; known: \(known.joined(separator: ", "))."
        case .nothingToTrain(let operation, let reason):
            "\(operation) leaves nothing to train on: \(reason)."
        case .cursorMismatch(let problem):
            "the saved batch position does not fit: \(problem). Resume with the data and settings it came from."
        }
    }

    private static func remedy(for column: String) -> String {
        switch column {
        case "time":
            "Name the time column when reading, or split by order: within-sequence, leave-last-out, random-users."
        case "rating": "Name the rating column when reading (--columns rating=…), or take data that has ratings."
        case "behavior":
            "Name the behavior column when reading (--columns behavior=…), or take data that has kinds of interaction."
        default: "Name the column when reading the file."
        }
    }
}

extension PreparationError: ExitCodeProviding {
    /// 78 for wrong settings, 65 for data that does not suffice.
    public var exitCode: Int32 {
        switch self {
        case .invalidParameter, .unknownName, .cursorMismatch: return ExitCode.configuration
        case .emptyLog, .columnMissing, .nothingToTrain, .ratingOutOfScale: return ExitCode.badData
        }
    }
}
