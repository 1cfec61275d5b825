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

/// Eq. 3–5 for cells in which a gate decides what of item and user enters: the state after a step.
/// - Parameters:
///   - h: State before, `[rows, hidden]`.
///   - inputs: What u, r and k get from item and user, `[rows, 3 hidden]`.
///   - fromState: What u and r get from the state, `[rows, 2 hidden]`.
///   - candidateMatrix: From the reset state to k, `[hidden, hidden]`.
func gatedUpdate(_ h: Tensor, inputs: Tensor, fromState: Tensor, candidateMatrix: Tensor) -> Tensor {
    let n = h.size(1)
    let joint = inputs.split([2 * n, n], dimension: 1)
    let opened = (joint[0] + fromState).sigmoid().split([n, n], dimension: 1)  // [u; r], Eq. 3
    let k = joint[1].addingProduct(opened[1] * h, candidateMatrix).tanh()  // Eq. 4
    return leakyUpdate(h, gate: opened[0], candidate: k)  // Eq. 5
}

/// `h' = (1 − u) ⊙ h + u ⊙ k` (Eq. 5).
func leakyUpdate(_ h: Tensor, gate u: Tensor, candidate k: Tensor) -> Tensor { h + u * (k - h) }
