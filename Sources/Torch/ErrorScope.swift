import CTorch

/// The innermost scope of the current thread, in which the first failure of tensor arithmetic is kept.
final class ErrorScope {
    var failure: TorchError?

    /// Records a failure in the innermost scope of this thread; without a scope it travels with the failed tensor alone.
    static func record(_ error: TorchError) {
        guard let slot = ct_thread_slot() else { return }
        let scope = Unmanaged<ErrorScope>.fromOpaque(slot).takeUnretainedValue()
        if scope.failure == nil { scope.failure = error }
    }
}

/// Runs tensor arithmetic and throws the first failure that happened in it.
///
/// Arithmetic itself is written without `try`: a failed operation yields a *failed tensor*, every operation on a failed
/// tensor fails alike, and the first reason is thrown here, or wherever such a tensor is read back to the host.
/// Scopes nest and belong to the calling thread, so `body` is synchronous.
///
/// - Throws: The first ``TorchError`` recorded inside, or what `body` throws.
public func withTorchErrors<Result>(_ body: () throws -> Result) throws -> Result {
    let scope = ErrorScope()
    let outer = ct_thread_slot()
    ct_set_thread_slot(Unmanaged.passUnretained(scope).toOpaque())
    defer { ct_set_thread_slot(outer) }
    return try withExtendedLifetime(scope) {
        do {
            let result = try body()
            if let failure = scope.failure { throw failure }
            return result
        } catch let error as TorchError {
            // What was read back may have failed only because something before it had.
            throw scope.failure ?? error
        }
    }
}
