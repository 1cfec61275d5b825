import Torch

/// The weights of a ``Linear`` layer, laid out for inference on the CPU once instead of at each product. Later changes
/// of the layer do not show in it, and it records no gradients.
public struct PackedLinear: @unchecked Sendable {
    private static let packPanels = Operator("segue::pack_panels")
    private static let packedLinear = Operator("segue::packed_linear")

    private let panels: Tensor
    private let bias: Tensor

    /// Lays weights out; nil where nothing is gained by it: on other devices and processors, for other types than
    /// `float32`, and with `TorchRuntime.usesReferenceKernels`.
    public init?(_ linear: Linear) {
        let weight = linear.weight.value.detached()
        guard weight.device == .cpu, weight.dtype == .float32, !TorchRuntime.usesReferenceKernels else { return nil }
        panels = Self.packPanels(.tensor(weight))
        guard panels.elementCount > 0 else { return nil }
        bias = linear.bias?.value.detached() ?? .zeros([weight.size(0)])
    }

    /// `[rows, inputSize]` → `[rows, outputSize]`.
    /// - Parameters:
    ///   - input: `[rows, inputSize]`.
    ///   - appliesGelu: Whether `x · Φ(x)` is applied to the outcome, within 10⁻⁶.
    public func callAsFunction(_ input: Tensor, appliesGelu: Bool = false) -> Tensor {
        Self.packedLinear(.tensor(input), .tensor(panels), .tensor(bias), .bool(appliesGelu))
    }
}
