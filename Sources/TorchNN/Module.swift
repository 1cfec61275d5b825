import Torch

/// Something with learned parameters: a layer, a cell, a model.
///
/// Parameters and sub-modules are stored properties; their names, joined by dots, are the keys of a checkpoint.
/// Arrays of modules contribute their position: `layers.0.weight`.
public protocol Module: AnyObject {}

extension Module {
    /// All parameters with their keys, in order of declaration.
    public var namedParameters: [(name: String, parameter: Parameter)] {
        var found: [(String, Parameter)] = []
        collectParameters(of: self, prefix: "", into: &found)
        return found
    }

    /// All parameters, in order of declaration.
    public var parameters: [Parameter] { namedParameters.map(\.parameter) }

    /// Number of learned values.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.elementCount } }

    /// Where the parameters live; the CPU for a module without any.
    public var device: Device { parameters.first?.value.device ?? .cpu }

    /// Moves all parameters. Make optimizers afterwards.
    public func move(to device: Device) {
        for parameter in parameters { parameter.move(to: device) }
    }

    /// Takes over saved values by key; every key must fit.
    /// - Throws: ``StateError`` naming what does not fit.
    public func load(parameters values: [String: Tensor]) throws {
        let named = namedParameters
        let names = Set(named.map(\.name))
        let missing = named.map(\.name).filter { values[$0] == nil }
        guard missing.isEmpty else { throw StateError.missing(names: missing) }
        let unexpected = values.keys.filter { !names.contains($0) }.sorted()
        guard unexpected.isEmpty else { throw StateError.unexpected(names: unexpected) }
        for (name, parameter) in named {
            if let value = values[name] { try parameter.assign(value, name: name) }
        }
    }

    /// Forgets all gradients.
    public func zeroGradients() {
        for parameter in parameters { parameter.value.gradient = nil }
    }
}

private func collectParameters(of object: Any, prefix: String, into found: inout [(String, Parameter)]) {
    var mirror: Mirror? = Mirror(reflecting: object)
    var levels: [Mirror] = []
    while let current = mirror {
        levels.append(current)
        mirror = current.superclassMirror
    }
    for child in levels.reversed().flatMap(\.children) {
        guard let label = child.label else { continue }
        collect(child.value, name: prefix + label, into: &found)
    }
}

private func collect(_ value: Any, name: String, into found: inout [(String, Parameter)]) {
    if let parameter = value as? Parameter {
        found.append((name, parameter))
    } else if let module = value as? any Module {
        collectParameters(of: module, prefix: name + ".", into: &found)
    } else if let modules = value as? [any Module] {
        for (index, module) in modules.enumerated() {
            collectParameters(of: module, prefix: "\(name).\(index).", into: &found)
        }
    }
}

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
