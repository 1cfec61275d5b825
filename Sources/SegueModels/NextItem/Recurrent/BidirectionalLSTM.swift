import Torch
import TorchNN

/// Layers of two LSTMs each, of which one reads from the first item to the last and the other from the last to the first;
/// both see both directions of the layer below (Eq. 3 and 4 of FISCL, with LSTM cells for f).
final class BidirectionalLSTM: Module {
    /// The two directions of one layer.
    final class Layer: Module {
        let forward: LSTMCell
        let backward: LSTMCell

        init(inputSize: Int, hiddenSize: Int, initializer: Initializer, generator: Generator) {
            func cell() -> LSTMCell {
                LSTMCell(inputSize: inputSize, hiddenSize: hiddenSize, initializer: initializer, generator: generator)
            }
            (forward, backward) = (cell(), cell())
        }
    }

    let layers: [Layer]

    init(inputSize: Int, hiddenSize: Int, layerCount: Int, initializer: Initializer, generator: Generator) {
        layers = (0..<layerCount).map { layer in
            Layer(
                inputSize: layer == 0 ? inputSize : 2 * hiddenSize, hiddenSize: hiddenSize, initializer: initializer,
                generator: generator)
        }
    }

    /// For each row the last states of the top layer's directions, side by side: `[rows, 2 · hidden]` (Eq. 5).
    ///
    /// - Parameters:
    ///   - vectors: Item vectors by position, `[positions, e]`.
    ///   - rows: The rows to read, as indices of positions.
    func callAsFunction(_ vectors: Tensor, rows: PrefixRows) -> Tensor {
        let device = vectors.device
        let reversal = Tensor(rows.reversal, device: device)
        var (input, forwardRows) = (vectors, Tensor?.some(Tensor(rows.inputRows, device: device)))
        var backwardRows = Tensor(rows.reversedInputRows, device: device)
        var states: [Tensor] = []
        for layer in layers {
            if !states.isEmpty {
                input = .concatenated([states[0], states[1].indexSelect(0, reversal)], dimension: 1)
                (forwardRows, backwardRows) = (nil, reversal)
            }
            states = [
                layer.forward.read(input, inputRows: forwardRows, stepSizes: rows.stepSizes).states,
                layer.backward.read(input, inputRows: backwardRows, stepSizes: rows.stepSizes).states,
            ]
        }
        let last = Tensor(rows.lastTokens, device: device)
        return .concatenated(states.map { $0.indexSelect(0, last) }, dimension: 1)
    }
}
