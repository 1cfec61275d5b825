import Torch
import TorchNN

/// How attention enters a gated recurrent unit (Zhou et al., AAAI 2019, section 4.3).
public enum AttentionalUpdate: String, Codable, Sendable, CaseIterable {
    /// It scales the update gate: h' = (1 − a u) ⊙ h + a u ⊙ h̃ (AUGRU).
    case augru
    /// It scales the input: the unit reads a · x (AIGRU).
    case aigru
    /// It stands in place of the update gate: h' = (1 − a) h + a h̃ (AGRU).
    case agru
}

/// A gated recurrent unit whose steps count as much as an attention says: r = σ(·), u = σ(·), h̃ = tanh(W x + b + r ⊙ (U h + c)),
/// h' = h + u' ⊙ (h̃ − h) with u' of ``AttentionalUpdate``. The reset gate acts behind the matrix, as in cuDNN.
final class AttentionalGRUCell: Module {
    /// Input to the three blocks, rows in the order reset, update, candidate: `[3 · size, input]`.
    let input: Linear
    /// State to the three blocks: `[3 · size, size]`.
    let hidden: Linear
    private let size: Int
    private let update: AttentionalUpdate

    init(inputSize: Int, size: Int, update: AttentionalUpdate, generator: Generator) {
        input = .glorot(inputSize, 3 * size, generator: generator)
        hidden = .glorot(size, 3 * size, generator: generator)
        self.size = size
        self.update = update
    }

    /// One step: `x [rows, input]`, `h [rows, size]`, `attention [rows, 1]` → new `h`.
    func callAsFunction(_ x: Tensor, hidden h: Tensor, attention: Tensor) -> Tensor {
        let sizes = Array(repeating: size, count: 3)
        let fromInput = input(update == .aigru ? x * attention : x).split(sizes, dimension: -1)
        let fromState = hidden(h).split(sizes, dimension: -1)
        let reset = (fromInput[0] + fromState[0]).sigmoid()
        let candidate = (fromInput[2] + reset * fromState[2]).tanh()
        if update == .agru { return h + attention * (candidate - h) }
        let gate = (fromInput[1] + fromState[1]).sigmoid()
        return h + (update == .augru ? gate * attention : gate) * (candidate - h)
    }
}
