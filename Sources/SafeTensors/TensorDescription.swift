/// What a tensor looks like, without its values.
public struct TensorDescription: Sendable, Hashable {
    /// The type of the elements.
    public let dtype: ElementType
    /// The length of each dimension, outermost first; empty for a scalar. No length is negative.
    public let shape: [Int]
    /// The number of elements: the product of the shape, 1 for a scalar.
    public let elementCount: Int
    /// The number of bytes that the elements take.
    public let byteCount: Int

    /// Describes a tensor.
    ///
    /// - Parameters:
    ///   - dtype: The type of the elements.
    ///   - shape: The length of each dimension, outermost first.
    /// - Throws: ``SafeTensorsError`` when a length is negative or the size in bytes is not an `Int`.
    public init(dtype: ElementType, shape: [Int]) throws(SafeTensorsError) {
        guard let elementCount = Self.product(of: shape) else {
            throw SafeTensorsError(problem: .shapeTooLarge(shape: shape, dtype: dtype))
        }
        let (byteCount, overflow) = elementCount.multipliedReportingOverflow(by: dtype.byteSize)
        guard !overflow else { throw SafeTensorsError(problem: .shapeTooLarge(shape: shape, dtype: dtype)) }
        self.dtype = dtype
        self.shape = shape
        self.elementCount = elementCount
        self.byteCount = byteCount
    }

    /// The product of lengths, or nil when one of them is negative or any partial product overflows.
    private static func product(of shape: [Int]) -> Int? {
        var product = 1
        for length in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            guard length >= 0, !overflow else { return nil }
            product = next
        }
        return product
    }
}
