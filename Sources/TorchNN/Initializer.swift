import Torch

/// How weights start.
public enum Initializer: Codable, Sendable, Equatable {
    /// Uniform on `[−bound, bound)`.
    case uniform(bound: Double)
    /// Normal around zero.
    case normal(deviation: Double)
    /// Uniform with bound `√(6 / (fanIn + fanOut))` (Glorot and Bengio 2010).
    case glorotUniform
    /// Normal around zero with deviation `√(2 / (fanIn + fanOut))` (Glorot and Bengio 2010).
    case glorotNormal
    /// Normal around zero, drawn again where it is further away than two deviations.
    case truncatedNormal(deviation: Double)
    /// A matrix whose columns, or rows if these are fewer, are orthogonal and of length `scale`.
    case orthogonal(scale: Double)
    /// All zero.
    case zeros

    /// Draws a tensor of the given shape; for matrices the shape is `[fanOut, fanIn]`.
    public func callAsFunction(_ shape: [Int], generator: Generator) -> Tensor {
        switch self {
        case .uniform(let bound):
            return .uniform(shape, lower: -bound, upper: bound, generator: generator)
        case .normal(let deviation):
            return .normal(shape, deviation: deviation, generator: generator)
        case .truncatedNormal(let deviation):
            // The part of a normal distribution within two deviations.
            let part = 0.954_499_736_103_642
            let shares = Tensor.uniform(shape, lower: -part, upper: part, generator: generator)
            return shares.erfInverse() * (2.0.squareRoot() * deviation)
        case .orthogonal(let scale):
            let drawn = Tensor.normal(shape, deviation: 1, generator: generator)
            let isWide = shape.count == 2 && shape[0] < shape[1]
            let columns = (isWide ? drawn.transposed() : drawn).orthonormalColumns()
            return ((isWide ? columns.transposed() : columns) * scale).contiguous()
        case .glorotUniform:
            let bound = (6.0 / Self.fans(shape)).squareRoot()
            return .uniform(shape, lower: -bound, upper: bound, generator: generator)
        case .glorotNormal:
            return .normal(shape, deviation: (2.0 / Self.fans(shape)).squareRoot(), generator: generator)
        case .zeros:
            return .zeros(shape)
        }
    }

    /// fanIn + fanOut; each element of a kernel counts.
    private static func fans(_ shape: [Int]) -> Double {
        guard shape.count >= 2 else { return Double(max(1, shape.reduce(1, *))) }
        return Double(max(1, (shape[0] + shape[1]) * shape.dropFirst(2).reduce(1, *)))
    }
}
