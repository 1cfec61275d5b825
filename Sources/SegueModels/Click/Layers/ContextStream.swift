import Torch
import TorchNN

/// The context network of SSRF: the fields of events, with positions, through blocks of self-attention (Eq. 1 to 10).
final class ContextStream: Module {
    /// P: `[historyLength, d]`, the latest event last.
    let positions: Parameter
    /// Of tokens that are an affine map of all fields.
    let projection: Linear?
    let blocks: [AttentionBlock]
    private let fields: [Int]
    private let readout: SSRF.Readout

    /// - Parameters:
    ///   - configuration: The network's settings.
    ///   - fields: Positions in the schema of the fields that it may read.
    ///   - generator: Draws the weights.
    init(_ configuration: SSRF.Configuration, fields: [Int], generator: Generator) {
        let size = configuration.fields.embeddingSize
        let start = Initializer.normal(deviation: configuration.fields.initialDeviation)
        positions = Parameter(start([configuration.historyLength, size], generator: generator))
        projection =
            configuration.token == .projection
            ? .glorot(max(1, fields.count) * size, size, generator: generator) : nil
        blocks = (0..<configuration.layerCount).map { _ in
            AttentionBlock(
                size: size, headCount: configuration.headCount,
                headSize: configuration.heads == .literal ? size : nil, innerSize: size,
                inner: configuration.feedForward == .literal ? .none : .rectifier(slope: 0), dropoutRate: 0,
                generator: generator)
        }
        self.fields = fields
        readout = configuration.readout
    }

    /// O_f of each history, 0 for one without events: `[histories, d]`.
    func callAsFunction(_ history: HistoryBatch, _ embedding: FieldEmbedding, mode: Mode) -> Tensor {
        let count = positions.value.size(0)
        let tokens =
            history.padded(tokens(history, embedding)) + positions.value.slice(0, count - history.length..<count)
        let mask = (history.mask - Tensor.ones([1], device: history.mask.device)) * 1e9
        let shape = [history.count, 1, 1, history.length]
        let output = blocks.reduce(tokens) { $1($0, mask: mask.reshaped(shape), mode: mode) }
        let real = history.mask.unsqueezed(2)
        switch readout {
        case .last: return (output * real).select(1, at: history.length - 1)
        case .mean: return (output * real).sum([1]) / real.sum([1]).clamped(minimum: 1)
        }
    }

    /// E of each event: `[tokens, d]`.
    private func tokens(_ history: HistoryBatch, _ embedding: FieldEmbedding) -> Tensor {
        let known = Set(history.fields)
        let zero = Tensor.zeros([history.tokenCount, positions.value.size(1)], device: positions.value.device)
        func vectors(_ field: Int) -> Tensor {
            known.contains(field) ? embedding.embedded(history.values(of: field)) : zero
        }
        guard let projection else { return fields.filter(known.contains).reduce(zero) { $0 + vectors($1) } }
        return projection(.concatenated(fields.isEmpty ? [zero] : fields.map(vectors), dimension: 1))
    }
}
