import SafeTensors
import Torch

/// Between tensors on a device and arrays in a file.
extension HostTensor {
    /// Copies a tensor to the host.
    /// - Throws: `TorchError` for a failed tensor.
    public init(_ tensor: Tensor) throws {
        self = try HostTensor(dtype: tensor.dtype.elementType, shape: tensor.shape, bytes: tensor.bytes())
    }
}

extension Tensor {
    /// Copies a host array into a tensor.
    /// - Throws: `TorchError` when libtorch has no such element type.
    public convenience init(_ host: HostTensor) throws {
        guard let dtype = DType.allCases.first(where: { $0.elementType == host.dtype }) else {
            throw TorchError(
                operation: "from host array", shapes: [host.shape],
                message: "element type \(host.dtype.rawValue) cannot be computed with")
        }
        self.init(bytes: host.bytes, dtype: dtype, shape: host.shape)
    }

    private convenience init(bytes: [UInt8], dtype: DType, shape: [Int]) {
        let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
        defer { raw.deallocate() }
        raw.copyBytes(from: bytes)
        self.init(bytes: UnsafeRawBufferPointer(rebasing: raw[..<bytes.count]), dtype: dtype, shape: shape)
    }
}

extension DType {
    /// The file format's name for this element type.
    var elementType: ElementType {
        switch self {
        case .uint8: .u8
        case .int8: .i8
        case .int16: .i16
        case .int32: .i32
        case .int64: .i64
        case .float16: .f16
        case .bfloat16: .bf16
        case .float32: .f32
        case .float64: .f64
        case .bool: .bool
        }
    }
}
