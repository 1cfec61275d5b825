import SafeTensors
import Torch
import TorchNN

/// Saving and loading: the parameters under their keys.
extension SequenceModel {
    /// The parameters, by key.
    public func state() throws -> [String: HostTensor] {
        try withTorchErrors {
            var state: [String: HostTensor] = [:]
            for (name, parameter) in namedParameters { state[name] = try HostTensor(parameter.value) }
            return state
        }
    }

    /// Takes over parameters by key.
    /// - Throws: `StateError` naming what does not fit.
    public func load(state: [String: HostTensor]) throws {
        try load(parameters: state.mapValues { try Tensor($0) })
    }
}
