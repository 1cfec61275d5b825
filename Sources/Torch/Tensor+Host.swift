import CTorch

/// Data back to the host. Every function here throws the reason of a failed tensor.
extension Tensor {
    /// All elements in row-major order. Waits for the device.
    ///
    /// - Throws: ``TorchError`` for a failed tensor, or when the element type is another.
    public func array<Element: TensorScalar>(_ type: Element.Type = Element.self) throws -> [Element] {
        let handle = try soundHandle()
        guard dtype == Element.dtype else {
            throw TorchError(
                operation: "array", shapes: [shape],
                message: "the tensor holds \(dtype), \(Element.dtype) was asked for")
        }
        let count = elementCount
        var values = [Element](repeating: .zero, count: count)
        let status = values.withUnsafeMutableBytes { ct_tensor_to_bytes(handle, $0.baseAddress, $0.count) }
        if status != 0 { throw TorchError.last(shapes: [shape]) }
        return values
    }

    /// All elements as raw bytes in row-major order, little endian on every supported machine.
    public func bytes() throws -> [UInt8] {
        let handle = try soundHandle()
        var values = [UInt8](repeating: 0, count: elementCount * dtype.size)
        let status = values.withUnsafeMutableBytes { ct_tensor_to_bytes(handle, $0.baseAddress, $0.count) }
        if status != 0 { throw TorchError.last(shapes: [shape]) }
        return values
    }

    /// The value of a tensor with a single element. Waits for the device.
    public func scalar() throws -> Double {
        let values: [Double] = try to(.float64).array()
        guard let value = values.first, values.count == 1 else {
            throw TorchError(operation: "scalar", shapes: [shape], message: "expected a tensor with one element")
        }
        return value
    }

    /// Lends the elements of a contiguous host tensor without a copy; copies first when it is elsewhere or strided.
    ///
    /// The buffer is valid inside `body` only. Writing through it changes a contiguous host tensor.
    public func withUnsafeMutableBuffer<Element: TensorScalar, Result>(
        of type: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
    ) throws -> Result {
        let host = device == .cpu ? contiguous() : to(Device.cpu).contiguous()
        let handle = try host.soundHandle()
        guard dtype == Element.dtype else {
            throw TorchError(
                operation: "host buffer", shapes: [shape],
                message: "the tensor holds \(dtype), \(Element.dtype) was asked for")
        }
        let start = ct_tensor_host_pointer(handle)?.assumingMemoryBound(to: Element.self)
        return try withExtendedLifetime(host) {
            try body(UnsafeMutableBufferPointer(start: start, count: host.elementCount))
        }
    }

    func soundHandle() throws -> CTTensor {
        if let failure { throw failure }
        guard let handle else { throw TorchError(operation: "read", message: "the tensor is undefined") }
        return handle
    }
}
