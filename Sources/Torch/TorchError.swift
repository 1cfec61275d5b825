import CTorch

/// A failed tensor operation: which one, on what shapes, and why.
public struct TorchError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The operator's name, for example `aten::addmm`.
    public let operation: String
    /// Shapes of the tensor arguments, in order.
    public let shapes: [[Int]]
    /// libtorch's explanation, without its C++ backtrace.
    public let message: String

    /// Creates an error by hand, for checks made before libtorch is called.
    public init(operation: String, shapes: [[Int]] = [], message: String) {
        self.operation = operation
        self.shapes = shapes
        self.message = message
    }

    /// One line: operation, shapes, reason.
    public var description: String {
        let shapeText = shapes.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" }.joined(separator: ", ")
        return shapes.isEmpty ? "\(operation): \(message)" : "\(operation) on \(shapeText): \(message)"
    }

    /// What the calling thread's last failed call left behind.
    static func last(shapes: [[Int]] = []) -> TorchError {
        let message = String(cString: ct_error_message())
        return TorchError(operation: String(cString: ct_error_operation()), shapes: shapes, message: message)
    }

    /// Whether there was not enough memory, on the host or on a device.
    public var isOutOfMemory: Bool {
        ["can't allocate memory", "not enough memory", "out of memory"].contains(where: message.contains)
    }
}
