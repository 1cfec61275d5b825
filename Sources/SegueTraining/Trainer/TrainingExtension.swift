import Torch
import TorchNN

/// Something that goes along with training without being part of the loop: a moving average of the weights, for example.
public protocol TrainingExtension: AnyObject {
    /// Name of its tensors in checkpoints.
    var name: String { get }
    /// What must survive a stop, by name.
    var tensors: [String: Tensor] { get set }
    /// Called after each optimizer step.
    func didStep(_ step: Int, parameters: [Parameter]) throws
    /// Called before the model is validated, or its weights are kept as the best.
    func willMeasure(_ parameters: [Parameter]) throws
    /// Called when training goes on with the next epoch.
    func didMeasure(_ parameters: [Parameter]) throws
}

/// An exponential moving average of the weights, by which the model is validated and which is what is kept.
public final class WeightAverage: TrainingExtension {
    /// `weightAverage`.
    public let name = "weightAverage"
    /// The averages, by position of the parameter.
    public var tensors: [String: Tensor] = [:]
    private let decay: Double
    private var trained: [Tensor] = []

    /// - Parameter decay: What of the average stays at each step, 0 ≤ decay < 1.
    public init(decay: Double) { self.decay = decay }

    /// average ← decay · average + (1 − decay) · weights.
    public func didStep(_ step: Int, parameters: [Parameter]) throws {
        try withTorchErrors {
            withoutGradients {
                for (index, parameter) in parameters.enumerated() {
                    let value = parameter.value.detached()
                    tensors["\(index)"] = tensors["\(index)"].map { $0 * decay + value * (1 - decay) } ?? value * 1
                }
            }
        }
    }

    /// Puts the averages in place of the weights.
    public func willMeasure(_ parameters: [Parameter]) throws {
        guard !tensors.isEmpty else { return }
        try withTorchErrors {
            trained = withoutGradients { parameters.map { $0.value.detached() * 1 } }
            for (index, parameter) in parameters.enumerated() {
                if let average = tensors["\(index)"] { try parameter.assign(average, name: "\(index)") }
            }
        }
    }

    /// Puts the weights back.
    public func didMeasure(_ parameters: [Parameter]) throws {
        for (parameter, value) in zip(parameters, trained) { try parameter.assign(value, name: "trained") }
        trained = []
    }
}
