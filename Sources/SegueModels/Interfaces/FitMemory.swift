import SafeTensors
import Torch
import TorchNN

/// All that a fit by steps of an optimizer needs to go on later: weights, moments, the random generator, and further tensors.
struct FitMemory {
    private let network: any Module
    private let optimizer: (any Optimizer)?
    private let generator: Generator
    private let others: [String: Tensor]

    /// - Parameters:
    ///   - network: The weights.
    ///   - optimizer: Its moments; nil when a step leaves nothing to the next.
    ///   - generator: What the steps draw from.
    ///   - others: What else changes from step to step, in place.
    init(_ network: any Module, _ optimizer: (any Optimizer)?, _ generator: Generator, others: [String: Tensor] = [:]) {
        self.network = network
        self.optimizer = optimizer
        self.generator = generator
        self.others = others
    }

    /// What ``restore(_:)`` takes.
    /// - Parameter iterationsDone: How many steps were made.
    func state(iterationsDone: Int) throws -> [String: HostTensor] {
        try withTorchErrors {
            var state: [String: HostTensor] = [:]
            for (name, parameter) in network.namedParameters {
                state["model/\(name)"] = try HostTensor(parameter.value)
            }
            for (name, tensor) in optimizer?.state ?? [:] { state["optimizer/\(name)"] = try HostTensor(tensor) }
            for (name, tensor) in others { state["other/\(name)"] = try HostTensor(tensor) }
            state["generator"] = HostTensor(try generator.state())
            state["iterationsDone"] = HostTensor([Int64(iterationsDone)])
            return state
        }
    }

    /// Goes back to where a state was taken.
    /// - Returns: How many steps were made by then; 0 without a state.
    /// - Throws: ``ModelStateError``, `StateError` when it does not fit.
    func restore(_ state: [String: HostTensor]?) throws -> Int {
        guard let state else { return 0 }
        guard let count = try StateReader(state: state).longIntegers("iterationsDone", shape: [1]).first,
            let iterationsDone = Int(exactly: count), iterationsDone > 0
        else { throw ModelStateError.value(name: "iterationsDone", problem: "is no count") }
        func part(_ prefix: String) throws -> [String: Tensor] {
            var part: [String: Tensor] = [:]
            for (name, tensor) in state where name.hasPrefix(prefix) {
                part[String(name.dropFirst(prefix.count))] = try Tensor(tensor)
            }
            return part
        }
        try withTorchErrors {
            try network.load(parameters: part("model/"))
            try optimizer?.load(state: part("optimizer/"))
            let saved = try part("other/")
            for (name, tensor) in others {
                guard let value = saved[name] else { throw ModelStateError.missing(name: name) }
                guard value.shape == tensor.shape else {
                    throw ModelStateError.shape(name: name, expected: "\(tensor.shape)", found: value.shape)
                }
                withoutGradients { tensor.copy(from: value) }
            }
            guard let random = state["generator"] else { throw ModelStateError.missing(name: "generator") }
            try generator.restore(random.array(of: UInt8.self))
        }
        return iterationsDone
    }
}
