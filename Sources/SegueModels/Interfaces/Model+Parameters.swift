import SafeTensors
import Torch
import TorchNN

/// Saving and loading of models that are networks: the parameters under their keys.
extension Model where Self: Module {
    /// The parameters, by key.
    public func state() throws -> [String: HostTensor] { try parameterState() }

    /// Takes over parameters by key.
    /// - Throws: ``ModelStateError`` naming what does not fit.
    public func load(state: [String: HostTensor]) throws { try load(parameterState: state) }

    /// The parameters, by key: of a model that keeps more a part of its state.
    func parameterState() throws -> [String: HostTensor] {
        try withTorchErrors {
            var state: [String: HostTensor] = [:]
            for (name, parameter) in namedParameters { state[name] = try HostTensor(parameter.value) }
            return state
        }
    }

    /// Takes over the parameters, which must be all of `state`.
    func load(parameterState state: [String: HostTensor]) throws {
        do {
            try load(parameters: state.mapValues { try Tensor($0) })
        } catch let error as StateError {
            throw ModelStateError.doesNotFit(problem: "\(error)")
        }
    }
}
