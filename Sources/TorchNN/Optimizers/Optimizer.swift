import Torch

/// Changes parameters by their gradients.
///
/// An optimizer keeps the parameters it was made with, in order; a parameter without a gradient is left alone. Of a
/// parameter whose gradient is sparse, only the touched rows change, and a step costs what they cost.
public protocol Optimizer: AnyObject {
    /// Step size; schedules set it before each step.
    var learningRate: Double { get set }
    /// Makes one step with the gradients accumulated since they were last forgotten.
    func step()
    /// What has to be saved to continue exactly: name → tensor.
    var state: [String: Tensor] { get }
    /// Takes a saved state back.
    /// - Throws: ``StateError`` when it does not fit.
    func load(state: [String: Tensor]) throws
}

/// Named per-parameter tensors of an optimizer, such as moments.
struct OptimizerSlots {
    private(set) var tensors: [String: [Tensor]] = [:]

    /// Zeros shaped like the parameters, under a name.
    mutating func make(_ name: String, like parameters: [Parameter]) {
        tensors[name] = parameters.map { Tensor.zeros($0.value.shape, dtype: $0.value.dtype, device: $0.value.device) }
    }

    /// One `float32` scalar a parameter, on its device, for step counts.
    mutating func makeCounters(_ name: String, for parameters: [Parameter]) {
        tensors[name] = parameters.map { Tensor.zeros([], device: $0.value.device) }
    }

    /// One `int64` a row of each sparse parameter, none for the others: the step at which the row was last touched.
    mutating func makeRowSteps(_ name: String, for parameters: [Parameter]) {
        tensors[name] = parameters.map { parameter in
            let count = parameter.hasSparseGradient ? parameter.value.size(0) : 0
            return Tensor.zeros([count], dtype: .int64, device: parameter.value.device)
        }
    }

    subscript(name: String) -> [Tensor] { tensors[name] ?? [] }

    var state: [String: Tensor] {
        var flat: [String: Tensor] = [:]
        for (name, list) in tensors {
            for (index, tensor) in list.enumerated() { flat["\(name).\(index)"] = tensor }
        }
        return flat
    }

    func load(_ saved: [String: Tensor]) throws {
        let own = state
        let missing = own.keys.filter { saved[$0] == nil }.sorted()
        guard missing.isEmpty else { throw StateError.missing(names: missing) }
        let unexpected = saved.keys.filter { own[$0] == nil }.sorted()
        guard unexpected.isEmpty else { throw StateError.unexpected(names: unexpected) }
        for (name, tensor) in own {
            guard let value = saved[name] else { continue }
            guard value.shape == tensor.shape else {
                throw StateError.shape(name: name, expected: tensor.shape, found: value.shape)
            }
            try withTorchErrors { tensor.copy(from: value) }
        }
    }
}
