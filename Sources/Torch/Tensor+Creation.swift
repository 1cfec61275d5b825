/// New tensors.
extension Tensor {
    /// Uninitialized memory.
    public static func empty(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) -> Tensor {
        Aten.empty(.integers(shape), .dtype(dtype), .none, .device(device))
    }

    /// All elements equal.
    public static func full(
        _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
    ) -> Tensor {
        Aten.full(.integers(shape), .real(value), .dtype(dtype), .none, .device(device))
    }

    /// All elements zero.
    public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) -> Tensor {
        full(shape, 0, dtype: dtype, device: device)
    }

    /// All elements one.
    public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) -> Tensor {
        full(shape, 1, dtype: dtype, device: device)
    }

    /// Whole numbers from `start` up to, not including, `end`, as `int64`.
    public static func range(_ start: Int, _ end: Int, device: Device = .cpu) -> Tensor {
        Aten.arange(.integer(start), .integer(end), .dtype(.int64), .none, .device(device))
    }

    /// Independent draws from the uniform distribution on `[lower, upper)`.
    public static func uniform(
        _ shape: [Int], lower: Double, upper: Double, generator: Generator, dtype: DType = .float32,
        device: Device = .cpu
    ) -> Tensor {
        let tensor = empty(shape, dtype: dtype, device: device)
        return Aten.uniformInPlace(.tensor(tensor), .real(lower), .real(upper), .generator(generator))
    }

    /// Independent draws from a normal distribution.
    public static func normal(
        _ shape: [Int], mean: Double = 0, deviation: Double, generator: Generator, device: Device = .cpu
    ) -> Tensor {
        let tensor = empty(shape, device: device)
        return Aten.normalInPlace(.tensor(tensor), .real(mean), .real(deviation), .generator(generator))
    }

    /// Ones with the given probability, zeros otherwise.
    public static func bernoulli(
        _ shape: [Int], probability: Double, generator: Generator, device: Device = .cpu
    ) -> Tensor {
        let tensor = empty(shape, device: device)
        return Aten.bernoulliInPlace(.tensor(tensor), .real(probability), .generator(generator))
    }

    /// The same values with another element type; `self` when it has it already.
    public func to(_ dtype: DType) -> Tensor { Aten.toDType(.tensor(self), .dtype(dtype)) }

    /// The same values on another device; `self` when it is there already.
    public func to(_ device: Device) -> Tensor { Aten.toDevice(.tensor(self), .device(device), .dtype(dtype)) }

    /// The same values laid out in row-major order; `self` when they are already.
    public func contiguous() -> Tensor { Aten.contiguous(.tensor(self)) }
}
