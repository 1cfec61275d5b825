import Torch
import TorchNN

/// A recurrent cell that reads item vectors in order, with the vector of the user they belong to.
///
/// It is written twice: as the paper's equations, step by step, and as a call of a kernel that does all steps.
public protocol RecurrentCell: Module {
    /// The equations: states after each token, `[tokens, hidden]`.
    /// - Parameters:
    ///   - items: Item vectors `[tokens, input]`, ordered as ``SequenceBatch`` says.
    ///   - user: User vectors `[rows, input]`; nil for a cell without a user.
    ///   - state: Hidden state before the first step, `[rows, hidden]`.
    ///   - stepSizes: ``SequenceBatch/stepSizes``.
    func unroll(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor

    /// The same by a kernel.
    func runKernel(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor
}

extension RecurrentCell {
    /// Whether the kernel is used on a device.
    func hasKernel(on device: Device) -> Bool { RecurrentKernels.areUsed(on: device) }

    /// States after each token, by the kernel where there is one for the device.
    func states(items: Tensor, user: Tensor?, state: Tensor, stepSizes: [Int]) -> Tensor {
        hasKernel(on: state.device)
            ? runKernel(items: items, user: user, state: state, stepSizes: stepSizes)
            : unroll(items: items, user: user, state: state, stepSizes: stepSizes)
    }
}

extension Tensor {
    /// The rows of each step of `[tokens, width]`.
    func steps(_ sizes: [Int]) -> [Tensor] { split(sizes, dimension: 0) }
}

/// `h' = (1 − u) ⊙ h + u ⊙ k` (Eq. 5).
func leakyUpdate(_ h: Tensor, gate u: Tensor, candidate k: Tensor) -> Tensor { h + u * (k - h) }
