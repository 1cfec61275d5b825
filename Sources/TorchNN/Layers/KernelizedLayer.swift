import Torch

/// A layer whose weights fade with the distance between what they join (Muller, Martin and Wattenhofer, ICML 2018): each
/// input i and each output j has a vector, and the weight of the two is `W[i, j] · max(0, 1 − |uᵢ − vⱼ|²)`.
public final class KernelizedLayer: Module {
    /// W: `[inputs, outputs]`.
    public let weight: Parameter
    /// The inputs' vectors u: `[inputs, vectorSize]`.
    public let inputVectors: Parameter
    /// The outputs' vectors v: `[outputs, vectorSize]`.
    public let outputVectors: Parameter
    /// `[outputs]`.
    public let bias: Parameter

    /// Draws W by Glorot's rule and vectors so near to one another that nothing fades at first; the bias is zero.
    public init(inputSize: Int, outputSize: Int, vectorSize: Int, generator: Generator) {
        let near = Initializer.truncatedNormal(deviation: 1e-3)
        weight = Parameter(Initializer.glorotUniform([inputSize, outputSize], generator: generator))
        inputVectors = Parameter(near([inputSize, vectorSize], generator: generator))
        outputVectors = Parameter(near([outputSize, vectorSize], generator: generator))
        bias = Parameter(.zeros([outputSize]))
    }

    /// The kernel `max(0, 1 − |uᵢ − vⱼ|²)`: `[inputs, outputs]`.
    public func kernel() -> Tensor {
        let (u, v) = (inputVectors.value, outputVectors.value)
        let (uu, vv) = ((u * u).sum([1], keepingDimensions: true), (v * v).sum([1], keepingDimensions: true))
        // 1 − |u|² + 2 u · v − |v|² as one product.
        let left = Tensor.concatenated([u * 2, 1 - uu, .ones(uu.shape, device: u.device)], dimension: 1)
        let right = Tensor.concatenated([v, .ones(vv.shape, device: v.device), -vv], dimension: 1)
        return left.matmul(right.transposed()).relu()
    }
}
