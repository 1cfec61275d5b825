import Torch
import TorchNN

/// The interacting layer of AutoInt: each field takes in what it attends to among all fields (Song et al. 2019, Eq. 5 to 8).
///
/// α = softmax over k of ⟨W_Q v_m, W_K v_k⟩ per head, v'_m = ReLU(‖_h Σ_k α W_V v_k + W_res v_m).
final class FieldAttention: Module {
    let query: Linear
    let key: Linear
    let value: Linear
    let residual: Linear
    private let headCount: Int
    private let width: Int
    private let isScaled: Bool
    private let dropout: Dropout

    /// - Parameters:
    ///   - inputSize: Width of the fields' vectors.
    ///   - outputSize: Width of what comes out, a multiple of `headCount`.
    ///   - headCount: Heads.
    ///   - isScaled: Whether products are divided by the root of a head's width.
    ///   - dropoutRate: Probability of dropping an attention weight.
    ///   - generator: Draws the weights.
    init(
        inputSize: Int, outputSize: Int, headCount: Int, isScaled: Bool, dropoutRate: Double, generator: Generator
    ) {
        func map() -> Linear { .glorot(inputSize, outputSize, hasBias: false, generator: generator) }
        (query, key, value, residual) = (map(), map(), map(), map())
        self.headCount = headCount
        width = outputSize / headCount
        self.isScaled = isScaled
        dropout = Dropout(rate: dropoutRate)
    }

    /// `[rows, fields, input]` → `[rows, fields, output]`.
    func callAsFunction(_ fields: Tensor, mode: Mode) -> Tensor {
        let (rows, count) = (fields.size(0), fields.size(1))
        func heads(_ map: Linear) -> Tensor {
            map(fields).reshaped([rows, count, headCount, width]).permuted([0, 2, 1, 3])
        }
        let products = heads(query).matmul(heads(key).transposed())
        let weights = (isScaled ? products * (1 / Double(width).squareRoot()) : products).softmax()
        let mixed = dropout(weights, mode: mode).matmul(heads(value)).permuted([0, 2, 1, 3])
        return (mixed.reshaped([rows, count, headCount * width]) + residual(fields)).relu()
    }
}
