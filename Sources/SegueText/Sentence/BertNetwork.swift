import Torch
import TorchNN

/// The encoder of BERT (Devlin et al. 2019) for packed texts: vectors of pieces, positions and the first segment added
/// up and normalized, then layers of attention and of a network for each token.
///
/// For inference: nothing is dropped.
final class BertNetwork: Module {
    let words: Embedding
    let positions: Embedding
    let segments: Parameter
    let normalization: LayerNorm
    let layers: [BertLayer]

    init(_ configuration: BertConfiguration, generator: Generator) {
        let size = configuration.hiddenSize
        // The first row is a piece like any other here, `[PAD]` by custom, and the first position.
        words = Embedding(
            count: configuration.vocabularySize - 1, size: size, initializer: .zeros, generator: generator)
        positions = Embedding(
            count: configuration.maximumPositions - 1, size: size, initializer: .zeros, generator: generator)
        segments = Parameter(.zeros([configuration.segmentCount, size]))
        normalization = LayerNorm(size: size, epsilon: configuration.epsilon)
        layers = (0..<configuration.layerCount).map { _ in BertLayer(configuration, generator: generator) }
    }

    /// Lays the weights out for inference on the CPU; they must not change any more.
    func prepareForInference() {
        for layer in layers { layer.prepareForInference() }
    }

    /// The tokens' vectors, `[tokens, hidden]`.
    func callAsFunction(_ batch: TokenBatch, device: Device) -> Tensor {
        let places = positions(Tensor(batch.positions, device: device)) + segments.value.select(0, at: 0)
        let tokens = normalization(words(Tensor(batch.ids, device: device)) + places)
        return layers.reduce(tokens) { tokens, layer in layer(tokens, runs: batch.runs) }
    }
}

/// A layer: attention, then two products with a function between them; each half is added to its input and normalized.
final class BertLayer: Module {
    let attention: PackedSelfAttention
    let attentionNormalization: LayerNorm
    let widening: Linear
    let narrowing: Linear
    let normalization: LayerNorm
    private let activation: BertConfiguration.Activation
    private var packed: (widening: PackedLinear, narrowing: PackedLinear)?

    init(_ configuration: BertConfiguration, generator: Generator) {
        let (size, inner) = (configuration.hiddenSize, configuration.intermediateSize)
        attention = PackedSelfAttention(
            size: size, headCount: configuration.headCount, initializer: .zeros, generator: generator)
        attentionNormalization = LayerNorm(size: size, epsilon: configuration.epsilon)
        widening = Linear(inputSize: size, outputSize: inner, initializer: .zeros, generator: generator)
        narrowing = Linear(inputSize: inner, outputSize: size, initializer: .zeros, generator: generator)
        normalization = LayerNorm(size: size, epsilon: configuration.epsilon)
        activation = configuration.activation
    }

    func prepareForInference() {
        attention.prepareForInference()
        guard let widening = PackedLinear(widening), let narrowing = PackedLinear(narrowing) else { return }
        packed = (widening, narrowing)
    }

    /// `[tokens, hidden]` → `[tokens, hidden]`.
    func callAsFunction(_ tokens: Tensor, runs: [SequenceRun]) -> Tensor {
        let attended = attentionNormalization(tokens + attention(tokens, runs: runs))
        return normalization(attended + transformed(attended))
    }

    /// The network for each token.
    private func transformed(_ tokens: Tensor) -> Tensor {
        guard let packed else { return narrowing(activation(widening(tokens))) }
        guard activation != .gelu else { return packed.narrowing(packed.widening(tokens, appliesGelu: true)) }
        return packed.narrowing(activation(packed.widening(tokens)))
    }
}

extension BertConfiguration.Activation {
    /// Applies it to each element.
    func callAsFunction(_ input: Tensor) -> Tensor {
        switch self {
        case .gelu: return input.gelu()
        case .relu: return input.relu()
        case .geluNew, .geluTanh:
            let inner = (input + input.pow(3) * 0.044715) * (2 / Double.pi).squareRoot()
            return input * (inner.tanh() + 1) * 0.5
        }
    }
}
