import CTorch

/// A multi-dimensional array on a device, with automatic differentiation.
///
/// Arithmetic is written without `try`; a failed operation gives a failed tensor, whose reason is thrown by the enclosing
/// ``withTorchErrors(_:)`` and by every read back to the host. Memory is freed as soon as the last reference goes.
public final class Tensor: @unchecked Sendable {
    let handle: CTTensor?
    /// Why the operation that should have made this tensor failed; nil for a sound tensor.
    public let failure: TorchError?

    init(owning handle: CTTensor?) {
        self.handle = handle
        failure = handle == nil ? TorchError(operation: "tensor", message: "the tensor is undefined") : nil
    }

    init(failure: TorchError) {
        handle = nil
        self.failure = failure
    }

    deinit { ct_tensor_free(handle) }

    /// Copies values, in row-major order, into a new tensor.
    ///
    /// The number of values must be the product of `shape`; otherwise the tensor is a failed one.
    public convenience init<Element: TensorScalar>(
        _ values: [Element], shape: [Int]? = nil, device: Device = .cpu
    ) {
        let shape = shape ?? [values.count]
        let made = values.withUnsafeBytes { Tensor.make($0, dtype: Element.dtype, shape: shape, device: device) }
        switch made {
        case .success(let handle): self.init(owning: handle)
        case .failure(let error): self.init(failure: error)
        }
    }

    /// Copies raw host memory, in row-major order, into a new tensor.
    public convenience init(bytes: UnsafeRawBufferPointer, dtype: DType, shape: [Int], device: Device = .cpu) {
        switch Tensor.make(bytes, dtype: dtype, shape: shape, device: device) {
        case .success(let handle): self.init(owning: handle)
        case .failure(let error): self.init(failure: error)
        }
    }

    private static func make(
        _ bytes: UnsafeRawBufferPointer, dtype: DType, shape: [Int], device: Device
    ) -> Result<CTTensor?, TorchError> {
        var out: CTTensor?
        let sizes = shape.map(Int64.init)
        let status = ct_tensor_from_bytes(
            bytes.baseAddress, bytes.count, dtype.rawValue, sizes, Int32(sizes.count), device.kind.rawValue,
            device.cIndex, &out)
        guard status == 0 else {
            let error = TorchError.last(shapes: [shape])
            ErrorScope.record(error)
            return .failure(error)
        }
        return .success(out)
    }

    /// Sizes of the dimensions; empty for a scalar and for a failed tensor.
    public var shape: [Int] {
        guard let handle else { return [] }
        return (0..<ct_tensor_rank(handle)).map { Int(ct_tensor_size(handle, $0)) }
    }

    /// Number of dimensions.
    public var rank: Int { handle.map { Int(ct_tensor_rank($0)) } ?? 0 }

    /// Number of elements.
    public var elementCount: Int { handle.map { Int(ct_tensor_element_count($0)) } ?? 0 }

    /// Size of one dimension; negative dimensions count from the end. 0 when there is no such dimension.
    public func size(_ dimension: Int) -> Int {
        guard let handle else { return 0 }
        return max(0, Int(ct_tensor_size(handle, Int32(dimension < 0 ? dimension + rank : dimension))))
    }

    /// Element type. A failed tensor claims `float32`.
    public var dtype: DType { handle.flatMap { DType(rawValue: ct_tensor_dtype($0)) } ?? .float32 }

    /// Where the tensor lives. A failed tensor claims the CPU.
    public var device: Device {
        guard let handle else { return .cpu }
        var kind: Int32 = 0
        var index: Int32 = 0
        ct_tensor_device(handle, &kind, &index)
        return Device(Device.Kind(rawValue: kind) ?? .cpu, index: max(0, Int(index)))
    }

    /// Number of tensors alive in the process; returns to its start when nothing leaks.
    public static var liveCount: Int { Int(ct_live_tensor_count()) }
}
