import Torch

/// A tensor that is learned.
public final class Parameter {
    /// The current value: a leaf that requires a gradient.
    public private(set) var value: Tensor
    /// Whether it is the table of an embedding, of which a batch touches few rows.
    public let isTable: Bool
    /// Whether its gradients hold the touched rows only, and optimizers change only those. For tables; set it before
    /// optimizers are made.
    public var hasSparseGradient = false

    /// Whether it is saved and moved like the others but not learned: it gets no gradient, optimizers leave it alone.
    public var isFixed = false {
        didSet { value.requiresGradient = !isFixed }
    }

    /// Makes a tensor learnable.
    public init(_ value: Tensor, isTable: Bool = false) {
        self.isTable = isTable
        self.value = value.detached()
        self.value.requiresGradient = true
    }

    /// Takes over values of equal shape, keeping device and identity.
    /// - Throws: ``StateError`` when the shapes differ, `TorchError` when the values are a failed tensor.
    public func assign(_ other: Tensor, name: String) throws {
        if let failure = other.failure { throw failure }
        guard other.shape == value.shape else {
            throw StateError.shape(name: name, expected: value.shape, found: other.shape)
        }
        try withTorchErrors { withoutGradients { value.copy(from: other) } }
    }

    /// Moves the value; its gradient is forgotten.
    public func move(to device: Device) {
        value = value.detached().to(device)
        value.requiresGradient = !isFixed
    }
}

/// The gradient of the touched rows of a table.
struct RowGradient {
    /// Distinct rows, rising: `[rows]`, `int64`.
    let rows: Tensor
    /// `[rows, width]`, sharing the gradient's memory.
    let values: Tensor
}

extension Parameter {
    /// The gradient as rows, when it is sparse; each row stands in it once afterwards.
    var rowGradient: RowGradient? {
        guard let gradient = value.gradient, gradient.isSparse else { return nil }
        let coalesced = gradient.coalesced()
        value.gradient = coalesced
        return RowGradient(rows: coalesced.sparseRows, values: coalesced.sparseValues)
    }

    /// The gradient's numbers, of touched rows or of all; writing to them changes the gradient.
    var gradientValues: Tensor? { rowGradient?.values ?? value.gradient }
}
