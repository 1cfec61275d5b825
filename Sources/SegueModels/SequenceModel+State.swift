import SafeTensors
import Torch
import TorchNN

/// Saving and loading: the parameters under their keys.
extension SequenceModel {
    public func state() throws -> [String: HostTensor] {
        try withTorchErrors {
            var state: [String: HostTensor] = [:]
            for (name, parameter) in namedParameters { state[name] = try HostTensor(parameter.value) }
            return state
        }
    }

    public func load(state: [String: HostTensor]) throws {
        try load(parameters: state.mapValues { try Tensor($0) })
    }
}
