import Torch
import TorchNN

/// A layer that multiplies the input of a cross network once more into what it got: x_{l+1} from x_l and x₀.
protocol CrossLayer: Module {
    /// `x` and `start` (x₀), `[rows, width]` → `[rows, width]`.
    func callAsFunction(_ x: Tensor, from start: Tensor) -> Tensor
}

/// x₀ (w · x_l) + b + x_l (Wang et al. 2017, Eq. 3).
final class VectorCross: CrossLayer {
    /// w: `[1, width]`.
    let weight: Parameter
    /// b: `[width]`, starts at zero.
    let bias: Parameter

    init(width: Int, generator: Generator) {
        weight = Parameter(Initializer.glorotNormal([1, width], generator: generator))
        bias = Parameter(.zeros([width]))
    }

    func callAsFunction(_ x: Tensor, from start: Tensor) -> Tensor {
        start * x.linear(weight.value) + bias.value + x
    }
}

/// x₀ ⊙ (W x_l + b) + x_l (Wang et al. 2021, Eq. 1).
final class MatrixCross: CrossLayer {
    /// W and b.
    let map: Linear

    init(width: Int, generator: Generator) { map = .glorot(width, width, generator: generator) }

    func callAsFunction(_ x: Tensor, from start: Tensor) -> Tensor { start * map(x) + x }
}

/// A mixture of low-rank maps (Wang et al. 2021, Eq. 3 to 5): Σ_e G_e(x_l) x₀ ⊙ (U_e g(C_e g(V_eᵀ x_l)) + b) + x_l with
/// g = tanh and G the softmax of a linear map of x_l.
final class MixtureCross: CrossLayer {
    /// V, experts below one another: `[experts · rank, width]`.
    let down: Linear
    /// C: `[experts, rank, rank]`.
    let core: Parameter
    /// U: `[experts, width, rank]`.
    let up: Parameter
    /// b: `[width]`, starts at zero.
    let bias: Parameter
    /// G before the softmax: `[experts, width]`.
    let gate: Linear
    private let rank: Int

    init(width: Int, expertCount: Int, rank: Int, generator: Generator) {
        func draw(_ rows: Int, _ columns: Int) -> Parameter {
            let matrices = (0..<expertCount).map { _ in Initializer.glorotNormal([rows, columns], generator: generator)
            }
            return Parameter(.stacked(matrices, dimension: 0))
        }
        down = .glorot(width, expertCount * rank, hasBias: false, generator: generator)
        core = draw(rank, rank)
        up = draw(width, rank)
        bias = Parameter(.zeros([width]))
        gate = .glorot(width, expertCount, hasBias: false, generator: generator)
        self.rank = rank
    }

    func callAsFunction(_ x: Tensor, from start: Tensor) -> Tensor {
        // [experts, rows, rank]
        let low = down(x).tanh().reshaped([x.size(0), core.value.size(0), rank]).permuted([1, 0, 2])
        let mixed = low.matmul(core.value.transposed()).tanh().matmul(up.value.transposed()) + bias.value
        let shares = gate(x).softmax().transposed().unsqueezed(2)
        return start * (mixed * shares).sum([0]) + x
    }
}
