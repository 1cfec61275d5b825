import SegueCore
import SegueData

/// A model has no state yet, or was given one that it cannot hold.
public enum ModelStateError: Error, Equatable, Sendable, CustomStringConvertible, ExitCodeProviding {
    /// The model was asked to score or to give its state before it was fitted or loaded.
    case notFitted(model: String)
    /// The state lacks an array.
    case missing(name: String)
    /// The array has another element type than the model stores.
    case elementType(name: String, expected: String, found: String)
    /// The array has another shape than the configuration and the other arrays demand.
    case shape(name: String, expected: String, found: [Int])
    /// The array holds a value that no fit can give.
    case value(name: String, problem: String)
    /// The arrays are not those of the network.
    case doesNotFit(problem: String)
    /// The state makes scores that are not numbers; `item` is the first item's index.
    case scoreIsNotANumber(item: Int32)

    /// What is wrong, where, and what was expected.
    public var description: String {
        switch self {
        case .notFitted(let model): "\(model) has learned nothing yet: fit it or load a state first"
        case .missing(let name): "the state lacks the array '\(name)'"
        case .elementType(let name, let expected, let found): "'\(name)' must hold \(expected), not \(found)"
        case .shape(let name, let expected, let found): "'\(name)' must have shape \(expected), not \(found)"
        case .value(let name, let problem): "'\(name)' \(problem)"
        case .doesNotFit(let problem): problem
        case .scoreIsNotANumber(let item):
            "the model gave a score that is not a number (item index \(item)); it diverged: train it again with a lower "
                + "learning rate, or use an earlier checkpoint"
        }
    }

    /// 65, bad data.
    public var exitCode: Int32 { ExitCode.badData }
}
