import Torch

/// How a ``TransformerBlock`` is built.
public struct TransformerOptions: Sendable, Equatable {
    /// Where a block normalizes.
    public enum NormalizationPlace: String, Codable, Sendable, CaseIterable {
        /// In front of attention and network; what is added up stays as it is (Xiong et al. 2020).
        case before
        /// Behind each sum, as in the first transformer (Vaswani et al. 2017) and BERT.
        case after
    }

    /// Width of the tokens.
    public var size: Int
    /// Attention heads, which share the width.
    public var headCount: Int
    /// Units in the middle of the network.
    public var innerSize: Int
    /// What happens there.
    public var activation = TokenNetwork.Activation.gelu
    /// Which normalization.
    public var normalization = Normalization.layerNorm
    /// Where it stands.
    public var normalizationPlace = NormalizationPlace.before
    /// Whether what attention and network add goes through gates that read the tokens (LiGR; Borisyuk et al. 2024).
    public var hasGates = false
    /// What the gates' biases start at.
    public var gateBias = 0.0
    /// Distances with a learned number for each head; 0 for none.
    public var lagCount = 0
    /// Whether tokens look at themselves and what stands before them alone.
    public var isCausal = true
    /// Probability of dropping a unit of what attention and network add, and of the network's middle.
    public var dropoutRate = 0.0
    /// Of all weights; biases start at zero.
    public var initializer = Initializer.glorotUniform

    /// A causal block of GELU with normalization in front, without positions.
    public init(size: Int, headCount: Int, innerSize: Int) {
        self.size = size
        self.headCount = headCount
        self.innerSize = innerSize
    }
}

/// A transformer's block over packed rows: attention, then a network for each token, both added to what goes in.
///
/// * normalization before: `x ← x + g ⊙ drop(attention(norm(x)))`, `x ← x + g′ ⊙ drop(network(norm′(x)))`
/// * normalization after: `x ← norm(x + g ⊙ drop(attention(x)))`, `x ← norm′(x + g′ ⊙ drop(network(x)))`
///
/// with gates g = σ(W x + b) of the x that is added to, not normalized, or 1 without gates.
public final class TransformerBlock: Module {
    /// Of what attention reads, or of the first sum.
    public let attentionNorm: any TokenLayer
    /// Attention.
    public let attention: RowSelfAttention
    /// The gate of what attention adds.
    public let attentionGate: Linear?
    /// Of what the network reads, or of the second sum.
    public let networkNorm: any TokenLayer
    /// The network.
    public let network: TokenNetwork
    /// The gate of what the network adds.
    public let networkGate: Linear?
    private let place: TransformerOptions.NormalizationPlace
    private let dropout: Dropout

    /// Draws fresh weights.
    public init(_ options: TransformerOptions, generator: Generator) {
        func gate() -> Linear? {
            guard options.hasGates else { return nil }
            let gate = Linear(
                inputSize: options.size, outputSize: options.size, initializer: options.initializer,
                biasInitializer: .zeros, generator: generator)
            withoutGradients { gate.bias?.value.fill(options.gateBias) }
            return gate
        }
        attentionNorm = options.normalization.layer(size: options.size)
        attention = RowSelfAttention(
            size: options.size, headCount: options.headCount, lagCount: options.lagCount, isCausal: options.isCausal,
            initializer: options.initializer, generator: generator)
        attentionGate = gate()
        networkNorm = options.normalization.layer(size: options.size)
        network = TokenNetwork(
            size: options.size, innerSize: options.innerSize, activation: options.activation,
            dropoutRate: options.dropoutRate, initializer: options.initializer, generator: generator)
        networkGate = gate()
        place = options.normalizationPlace
        dropout = Dropout(rate: options.dropoutRate)
    }

    /// `[tokens, size]` → `[tokens, size]`.
    public func callAsFunction(_ x: Tensor, rows: TokenRows, rotary: RotaryPositions? = nil, mode: Mode) -> Tensor {
        let middle = adding(x, attentionNorm, attentionGate, mode) { attention($0, rows: rows, rotary: rotary) }
        return adding(middle, networkNorm, networkGate, mode) { network($0, mode: mode) }
    }

    /// One more token of each row, `[rows, size]` → `[rows, size]`, of a causal block; see ``RowSelfAttention/step(_:cache:_:rotary:)``.
    public func step(
        _ x: Tensor, cache: inout TokenCache, _ step: TokenStep, rotary: RotaryPositions? = nil
    ) -> Tensor {
        var next = cache
        let middle = adding(x, attentionNorm, attentionGate, .inference) {
            attention.step($0, cache: &next, step, rotary: rotary)
        }
        cache = next
        return adding(middle, networkNorm, networkGate, .inference) { network($0, mode: .inference) }
    }

    private func adding(
        _ x: Tensor, _ norm: any TokenLayer, _ gate: Linear?, _ mode: Mode, _ part: (Tensor) -> Tensor
    ) -> Tensor {
        var added = dropout(part(place == .before ? norm(x) : x), mode: mode)
        if let gate { added = gate(x).sigmoid() * added }
        return place == .before ? x + added : norm(x + added)
    }
}
