/// Why saved weights do not fit a module.
public enum StateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Weights the module needs are missing.
    case missing(names: [String])
    /// There are weights that the module does not have.
    case unexpected(names: [String])
    /// A weight has another shape.
    case shape(name: String, expected: [Int], found: [Int])

    /// What does not fit.
    public var description: String {
        switch self {
        case .missing(let names): "weights are missing: \(names.joined(separator: ", "))"
        case .unexpected(let names): "weights without a place in this model: \(names.joined(separator: ", "))"
        case .shape(let name, let expected, let found):
            "weight '\(name)' has shape \(found), the model needs \(expected)"
        }
    }
}
