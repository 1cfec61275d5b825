import Torch

/// Adam (Kingma and Ba 2015), and AdamW (Loshchilov and Hutter 2019) when the decay is decoupled.
///
/// Of a sparse parameter, a touched row's moments first decay by all steps since it was last touched, as if its gradient
/// had been zero meanwhile; the row itself has not moved by its momentum meanwhile, as it would have with a dense gradient.
public final class Adam: Optimizer {
    /// Step size; schedules set it before each step.
    public var learningRate: Double
    private let parameters: [Parameter]
    /// Decay of the first and of the second moment; a cycle may vary the first before each step.
    public var betas: (Double, Double)
    private let epsilon: Double
    private let weightDecay: Double
    private let decoupled: Bool
    private var slots = OptimizerSlots()

    /// Creates the optimizer with moments at zero.
    /// - Parameters:
    ///   - parameters: What it changes.
    ///   - learningRate: Step size.
    ///   - betas: Decay of the first and of the second moment.
    ///   - epsilon: Added to the root of the second moment.
    ///   - weightDecay: L2 penalty added to the gradient, or, decoupled, a shrinking of the weights by `rate · decay`;
    ///     not applied to sparse parameters.
    ///   - decoupled: Whether this is AdamW.
    public init(
        _ parameters: [Parameter], learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999),
        epsilon: Double = 1e-8, weightDecay: Double = 0, decoupled: Bool = false
    ) {
        self.parameters = parameters
        self.learningRate = learningRate
        self.betas = betas
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.decoupled = decoupled
        slots.make("moment1", like: parameters)
        slots.make("moment2", like: parameters)
        slots.makeCounters("step", for: parameters)
        if parameters.contains(where: \.hasSparseGradient) { slots.makeRowSteps("lastStep", for: parameters) }
    }

    /// Makes one step with the gradients accumulated since they were last forgotten.
    public func step() {
        var arrays: [[Tensor]] = [[], [], [], [], []]
        for (index, parameter) in parameters.enumerated() {
            if let gradient = parameter.rowGradient {
                stepRows(gradient, of: parameter, index: index)
                continue
            }
            guard let gradient = parameter.value.gradient else { continue }
            let own = ["moment1", "moment2", "step"].map { slots[$0][index] }
            for (column, tensor) in ([parameter.value, gradient] + own).enumerated() { arrays[column].append(tensor) }
        }
        guard !arrays[0].isEmpty else { return }
        withoutGradients {
            for counter in arrays[4] { counter.add(Self.one(on: counter.device)) }
            let fused = decoupled ? Self.fusedAdamW : Self.fusedAdam
            fused.perform(
                .tensors(arrays[0]), .tensors(arrays[1]), .tensors(arrays[2]), .tensors(arrays[3]), .tensors([]),
                .tensors(arrays[4]), .real(learningRate), .real(betas.0), .real(betas.1), .real(weightDecay),
                .real(epsilon), .bool(false), .bool(false))
        }
    }

    private func stepRows(_ gradient: RowGradient, of parameter: Parameter, index: Int) {
        withoutGradients {
            let counter = slots["step"][index]
            counter.add(Self.one(on: counter.device))
            let step = Int((try? counter.scalar()) ?? 0)
            let hasKernel = counter.device == .cpu && !TorchRuntime.usesReferenceKernels
            (hasKernel ? Self.rowAdam : Self.plainRowAdam).perform(
                .tensor(parameter.value), .tensor(gradient.rows), .tensor(gradient.values),
                .tensor(slots["moment1"][index]), .tensor(slots["moment2"][index]), .tensor(slots["lastStep"][index]),
                .integer(step), .real(learningRate), .real(betas.0), .real(betas.1), .real(epsilon))
        }
    }

    /// What has to be saved to continue exactly.
    public var state: [String: Tensor] { slots.state }

    /// Takes a saved state back.
    /// - Throws: ``StateError`` when it does not fit.
    public func load(state: [String: Tensor]) throws { try slots.load(state) }

    private static func one(on device: Device) -> Tensor { .ones([], device: device) }
    private static let rowAdam = Operator("segue::row_adam_")
    private static let plainRowAdam = Operator("segue::row_adam_plain_")
    private static let fusedAdam = Operator("aten::_fused_adam_")
    private static let fusedAdamW = Operator("aten::_fused_adamw_")
}
