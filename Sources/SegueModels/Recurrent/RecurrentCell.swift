import Torch
import TorchNN

/// A recurrent cell that reads item vectors in order, with the vector of the user they belong to.
protocol RecurrentCell: Module {
    /// Reads a window.
    /// - Parameters:
    ///   - items: Item vectors `[batch, length, input]`.
    ///   - user: User vectors `[batch, input]`; nil for a cell without a user.
    ///   - state: Hidden state before the first step, `[batch, hidden]`.
    /// - Returns: Hidden state after each step, in order: `length` tensors `[batch, hidden]`.
    func unroll(items: Tensor, user: Tensor?, state: Tensor) -> [Tensor]
}

extension Tensor {
    /// The steps of `[batch, length, width]`: `length` views `[batch, width]`.
    var steps: [Tensor] { (0..<size(1)).map { select(1, at: $0) } }
}

/// `h' = (1 − u) ⊙ h + u ⊙ k` (Eq. 5).
func leakyUpdate(_ h: Tensor, gate u: Tensor, candidate k: Tensor) -> Tensor { h + u * (k - h) }
