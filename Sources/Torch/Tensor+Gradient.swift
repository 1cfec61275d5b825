import CTorch

/// Automatic differentiation.
extension Tensor {
    /// Whether operations on this tensor are recorded.
    public var requiresGradient: Bool {
        get { handle.map { ct_tensor_requires_grad($0) } ?? false }
        set {
            guard let handle else { return }
            if ct_tensor_set_requires_grad(handle, newValue) != 0 { ErrorScope.record(.last(shapes: [shape])) }
        }
    }

    /// The gradient accumulated by ``backward(gradient:retainGraph:)``; nil before the first one.
    public var gradient: Tensor? {
        get {
            guard let handle else { return nil }
            var out: CTTensor?
            guard ct_tensor_gradient(handle, &out) == 0, let out else { return nil }
            return Tensor(owning: out)
        }
        set {
            guard let handle else { return }
            if ct_tensor_set_gradient(handle, newValue?.handle) != 0 { ErrorScope.record(.last(shapes: [shape])) }
        }
    }

    /// Adds the gradient of this scalar to every leaf tensor that requires one.
    /// - Parameters:
    ///   - gradient: What to start from, for a tensor that is no scalar.
    ///   - retainGraph: Keep the recorded operations for another pass.
    public func backward(gradient: Tensor? = nil, retainGraph: Bool = false) {
        guard let handle else { return }
        if ct_tensor_backward(handle, gradient?.handle, retainGraph) != 0 { ErrorScope.record(.last(shapes: [shape])) }
    }

    /// The same data, cut off from the recorded operations.
    public func detached() -> Tensor { Aten.detach(.tensor(self)) }
}

/// Runs `body` without recording operations for differentiation. Belongs to the calling thread, so `body` is synchronous.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = ct_grad_enabled()
    ct_set_grad_enabled(false)
    defer { ct_set_grad_enabled(before) }
    return try body()
}
