import SegueCore
import SegueModels
import Torch
import TorchNN

/// Two optimizers as one: that of a model's linear part, and that of all other parameters.
final class JointOptimizer: Optimizer {
    let main: any Optimizer
    let linear: any Optimizer

    init(main: any Optimizer, linear: any Optimizer) {
        self.main = main
        self.linear = linear
    }

    /// That of the other parameters.
    var learningRate: Double {
        get { main.learningRate }
        set { main.learningRate = newValue }
    }

    func step() {
        main.step()
        linear.step()
    }

    private static let prefix = "linear/"

    var state: [String: Tensor] {
        var state = main.state
        for (name, tensor) in linear.state { state[Self.prefix + name] = tensor }
        return state
    }

    func load(state: [String: Tensor]) throws {
        var parts: (main: [String: Tensor], linear: [String: Tensor]) = ([:], [:])
        for (name, tensor) in state {
            if name.hasPrefix(Self.prefix) {
                parts.linear[String(name.dropFirst(Self.prefix.count))] = tensor
            } else {
                parts.main[name] = tensor
            }
        }
        try main.load(state: parts.main)
        try linear.load(state: parts.linear)
    }
}

extension TrainingConfiguration {
    /// The optimizer of a module's parameters, but for those that are fixed.
    /// - Throws: `ConfigurationError` when the linear part is to have its own and the module has none.
    func makeOptimizer(of module: some Module) throws -> any Optimizer {
        let parameters = module.parameters.filter { !$0.isFixed }
        guard let linearOptimizer else { return optimizer.make(for: parameters) }
        let linear = try linearParameters(of: module)
        return JointOptimizer(
            main: optimizer.make(for: parameters.filter { parameter in !linear.contains { $0 === parameter } }),
            linear: linearOptimizer.make(for: linear))
    }

    private func linearParameters(of module: some Module) throws -> [Parameter] {
        let parameters = (module as? any FieldNetwork)?.linearParameters ?? []
        guard !parameters.isEmpty else {
            throw ConfigurationError(
                field: "training.linearOptimizer", problem: "the model has no linear part; leave it out")
        }
        return parameters
    }

    /// Sets what the schedule varies, before a step.
    func prepare(_ optimizer: any Optimizer, for step: Int) {
        guard let joint = optimizer as? JointOptimizer else {
            return self.optimizer.prepare(optimizer, for: step, of: schedule)
        }
        self.optimizer.prepare(joint.main, for: step, of: schedule)
        linearOptimizer?.prepare(joint.linear, for: step, of: schedule)
    }

    /// Whether only the touched rows of a table are updated: it is long enough, and its optimizer allows it.
    func allowsSparseUpdates(of parameter: Parameter, in module: some Module) -> Bool {
        guard let sparseTableRows, parameter.value.size(0) >= sparseTableRows else { return false }
        let isLinear = (module as? any FieldNetwork)?.linearParameters.contains { $0 === parameter } ?? false
        return (isLinear ? linearOptimizer ?? optimizer : optimizer).canBeSparse
    }
}
