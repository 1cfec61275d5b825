import CTorch

/// An argument of an ``Operator``.
public enum Argument {
    /// The operator's own default.
    case automatic
    /// No value, where the operator's schema allows none.
    case none
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// A real number.
    case real(Double)
    /// A tensor.
    case tensor(Tensor)
    /// A list of whole numbers: sizes, dimensions.
    case integers([Int])
    /// A list of tensors.
    case tensors([Tensor])
    /// A list of tensors some of which may be missing: indices.
    case optionalTensors([Tensor?])
    /// An element type.
    case dtype(DType)
    /// A device.
    case device(Device)
    /// A source of random numbers.
    case generator(Generator)

    /// A tensor, or no value.
    static func optional(_ tensor: Tensor?) -> Argument { tensor.map(Argument.tensor) ?? .none }

    /// The first failure among the tensors it holds.
    var failure: TorchError? {
        switch self {
        case .tensor(let tensor): tensor.failure
        case .tensors(let tensors): tensors.lazy.compactMap(\.failure).first
        case .optionalTensors(let tensors): tensors.lazy.compactMap { $0?.failure }.first
        default: nil
        }
    }

    var shapes: [[Int]] {
        switch self {
        case .tensor(let tensor): [tensor.shape]
        case .tensors(let tensors): tensors.map(\.shape)
        case .optionalTensors(let tensors): tensors.compactMap { $0?.shape }
        default: []
        }
    }

    private var listCount: Int {
        switch self {
        case .integers(let values): values.count
        case .tensors(let values): values.count
        case .optionalTensors(let values): values.count
        default: 0
        }
    }

    /// Lays arguments out as the shim wants them, for the duration of `body`.
    static func withCValues<Result>(
        _ arguments: [Argument], _ body: (UnsafeMutableBufferPointer<CTValue>) -> Result
    ) -> Result {
        // Lists share one scratch block: integers and handles are both 8 bytes.
        let scratchCount = arguments.reduce(0) { $0 + $1.listCount }
        return withUnsafeTemporaryAllocation(of: CTValue.self, capacity: arguments.count) { values in
            withUnsafeTemporaryAllocation(
                byteCount: max(scratchCount, 1) * 8, alignment: 8
            ) { scratch in
                var cursor = scratch.baseAddress
                for (index, argument) in arguments.enumerated() {
                    values[index] = argument.cValue(scratch: cursor)
                    cursor = cursor?.advanced(by: argument.listCount * 8)
                }
                return withExtendedLifetime(arguments) { body(values) }
            }
        }
    }

    private func cValue(scratch: UnsafeMutableRawPointer?) -> CTValue {
        var value = CTValue()
        func set(_ tag: CTTag, integer: Int = 0) {
            value.tag = tag
            value.payload.integer = Int64(integer)
        }
        switch self {
        case .automatic: set(CT_DEFAULT)
        case .none: set(CT_NONE)
        case .bool(let flag): set(CT_BOOL, integer: flag ? 1 : 0)
        case .integer(let number): set(CT_INTEGER, integer: number)
        case .dtype(let dtype): set(CT_INTEGER, integer: Int(dtype.rawValue))
        case .real(let number):
            value.tag = CT_REAL
            value.payload.real = number
        case .tensor(let tensor):
            value.tag = CT_TENSOR
            value.payload.tensor = tensor.handle
        case .device(let device):
            set(CT_DEVICE, integer: Int(device.kind.rawValue))
            value.count = device.cIndex
        case .generator(let generator):
            value.tag = CT_GENERATOR
            value.payload.generator = generator.handle
        case .integers(let numbers):
            value.tag = CT_INTEGERS
            value.count = Int32(numbers.count)
            value.payload.integers = Self.write(numbers.lazy.map { Int64($0) }, to: scratch)
        case .tensors(let tensors):
            value.tag = CT_TENSORS
            value.count = Int32(tensors.count)
            value.payload.tensors = Self.write(tensors.lazy.map(\.handle), to: scratch)
        case .optionalTensors(let tensors):
            value.tag = CT_OPTIONAL_TENSORS
            value.count = Int32(tensors.count)
            value.payload.tensors = Self.write(tensors.lazy.map { $0?.handle }, to: scratch)
        }
        return value
    }

    private static func write<Values: Collection>(
        _ values: Values, to scratch: UnsafeMutableRawPointer?
    ) -> UnsafePointer<Values.Element>? {
        guard let start = scratch?.bindMemory(to: Values.Element.self, capacity: values.count) else { return nil }
        for (offset, element) in values.enumerated() { start.advanced(by: offset).initialize(to: element) }
        return UnsafePointer(start)
    }
}
