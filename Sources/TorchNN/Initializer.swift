import Torch

/// How weights start.
public enum Initializer: Codable, Sendable, Equatable {
    /// Uniform on `[−bound, bound)`.
    case uniform(bound: Double)
    /// Normal around zero.
    case normal(deviation: Double)
    /// Uniform with bound `√(6 / (fanIn + fanOut))` (Glorot and Bengio 2010).
    case glorotUniform
    /// All zero.
    case zeros

    /// Draws a tensor of the given shape; for matrices the shape is `[fanOut, fanIn]`.
    public func callAsFunction(_ shape: [Int], generator: Generator) -> Tensor {
        switch self {
        case .uniform(let bound):
            return .uniform(shape, lower: -bound, upper: bound, generator: generator)
        case .normal(let deviation):
            return .normal(shape, deviation: deviation, generator: generator)
        case .glorotUniform:
            let fans = shape.count >= 2 ? shape[0] + shape[1] : max(1, shape.reduce(1, *))
            let bound = (6.0 / Double(max(1, fans))).squareRoot()
            return .uniform(shape, lower: -bound, upper: bound, generator: generator)
        case .zeros:
            return .zeros(shape)
        }
    }
}
