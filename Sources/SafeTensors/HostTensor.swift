/// A tensor in the computer's main memory: element type, shape and little-endian bytes in row-major order.
///
/// It is the currency between models, files and tensors of a compute engine, and knows no arithmetic.
public struct HostTensor: Sendable, Equatable {
    /// The element type, the shape and the sizes that follow from them.
    public let description: TensorDescription
    /// The elements, row-major, little endian; `description.byteCount` bytes.
    public let bytes: [UInt8]

    /// The type of the elements.
    public var dtype: ElementType { description.dtype }
    /// The length of each dimension, outermost first; empty for a scalar.
    public var shape: [Int] { description.shape }
    /// The number of elements.
    public var elementCount: Int { description.elementCount }

    /// Makes a tensor of bytes.
    ///
    /// - Parameters:
    ///   - dtype: The type of the elements.
    ///   - shape: The length of each dimension, outermost first.
    ///   - bytes: The elements, row-major, little endian.
    /// - Throws: ``SafeTensorsError`` when the bytes are not as many as type and shape ask for.
    public init(dtype: ElementType, shape: [Int], bytes: [UInt8]) throws(SafeTensorsError) {
        let description = try TensorDescription(dtype: dtype, shape: shape)
        guard bytes.count == description.byteCount else {
            throw SafeTensorsError(
                problem: .valueCountMismatch(shape: shape, bytes: bytes.count, expectedBytes: description.byteCount))
        }
        self.description = description
        self.bytes = bytes
    }

    /// Makes a tensor of values.
    ///
    /// - Parameters:
    ///   - shape: The length of each dimension, outermost first.
    ///   - values: The elements in row-major order.
    /// - Precondition: `values` holds as many elements as the shape says. Where the numbers come from outside, use
    ///   ``init(dtype:shape:bytes:)``, which throws.
    public init<Element: TensorElement>(shape: [Int], values: [Element]) {
        do {
            let bytes = values.withUnsafeBytes { [UInt8]($0) }
            self = try HostTensor(dtype: Element.elementType, shape: shape, bytes: bytes)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Makes a tensor of one dimension from values.
    ///
    /// - Parameter values: The elements.
    public init<Element: TensorElement>(_ values: [Element]) {
        self.init(shape: [values.count], values: values)
    }

    /// The elements as an array, in row-major order.
    ///
    /// - Parameter type: The Swift type of the elements. It must be the tensor's own: nothing is converted.
    /// - Throws: ``SafeTensorsError`` naming both types when they differ.
    public func array<Element: TensorElement>(of type: Element.Type) throws(SafeTensorsError) -> [Element] {
        guard dtype == Element.elementType else {
            throw SafeTensorsError(problem: .elementTypeMismatch(found: dtype, requested: Element.elementType))
        }
        return bytes.withUnsafeBytes { Element.values(in: $0) }
    }
}
