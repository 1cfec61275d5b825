import CTorch

/// An operator of libtorch, looked up by name once and then called through the dispatcher.
///
/// Autograd, CUDA and MPS come with the dispatcher; arguments left out at the end take the operator's own defaults.
public struct Operator: @unchecked Sendable {
    private let handle: CTOperator?
    private let lookupFailure: TorchError?

    /// Looks up an operator.
    /// - Parameters:
    ///   - name: Its full name, for example `aten::add` or `segue::linear_cross_entropy`.
    ///   - overload: Which of its overloads, empty for the only one.
    public init(_ name: String, _ overload: String = "") {
        var found: CTOperator?
        let status = ct_operator_find(name, overload, &found)
        handle = found
        lookupFailure = status == 0 ? nil : TorchError.last()
    }

    /// Calls the operator and returns its single tensor.
    public func callAsFunction(_ arguments: Argument...) -> Tensor {
        withResults(of: arguments, capacity: 1) { results, failure in
            if let failure { return Tensor(failure: failure) }
            guard let result = results.first, result.tag == CT_TENSOR else {
                return Tensor(failure: TorchError(operation: "call", message: "the operator returned no tensor"))
            }
            return Tensor(owning: result.payload.tensor)
        }
    }

    /// Calls the operator and returns all its tensors; `count` failed tensors if it fails.
    public func tensors(_ arguments: Argument..., count: Int) -> [Tensor] {
        withResults(of: arguments, capacity: count) { results, failure in
            if let failure { return (0..<count).map { _ in Tensor(failure: failure) } }
            return results.filter { $0.tag == CT_TENSOR }.map { Tensor(owning: $0.payload.tensor) }
        }
    }

    /// Calls an operator that changes its arguments and returns nothing of interest.
    public func perform(_ arguments: Argument...) {
        withResults(of: arguments, capacity: 8) { results, _ in
            for result in results where result.tag == CT_TENSOR { ct_tensor_free(result.payload.tensor) }
        }
    }

    private func withResults<Result>(
        of arguments: [Argument], capacity: Int, _ body: (UnsafeMutableBufferPointer<CTValue>, TorchError?) -> Result
    ) -> Result {
        let nothing = UnsafeMutableBufferPointer<CTValue>(start: nil, count: 0)
        if let failure = arguments.lazy.compactMap(\.failure).first { return body(nothing, failure) }
        guard let handle else {
            let failure = lookupFailure ?? TorchError(operation: "lookup", message: "the operator was not found")
            ErrorScope.record(failure)
            return body(nothing, failure)
        }
        return Argument.withCValues(arguments) { values in
            withUnsafeTemporaryAllocation(of: CTValue.self, capacity: capacity) { results in
                var count: Int32 = 0
                let status = ct_operator_call(
                    handle, values.baseAddress, Int32(values.count), results.baseAddress, Int32(capacity), &count)
                guard status == 0 else {
                    let failure = TorchError.last(shapes: arguments.flatMap(\.shapes))
                    ErrorScope.record(failure)
                    return body(nothing, failure)
                }
                return body(UnsafeMutableBufferPointer(rebasing: results[..<Int(count)]), nil)
            }
        }
    }
}
