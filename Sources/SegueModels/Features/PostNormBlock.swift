import Torch
import TorchNN

/// A block of self-attention with norms behind the sums (Vaswani et al. 2017): a = LN(x + Drop(MHA(x))),
/// y = LN(a + Drop(network(a))).
protocol PostNormBlock: Module {
    var attention: MultiHeadAttention { get }
    var attentionNorm: LayerNorm { get }
    var network: FeedForward { get }
    var networkNorm: LayerNorm { get }
}

extension PostNormBlock {
    /// `[rows, length, size]` → the same shape.
    /// - Parameters:
    ///   - x: The tokens.
    ///   - mask: See ``MultiHeadAttention``.
    ///   - dropoutRate: Probability of dropping a unit in front of each sum.
    ///   - endsRectified: Whether a rectifier stands behind the network.
    ///   - mode: Training drops units.
    func transformed(
        _ x: Tensor, mask: Tensor, dropoutRate: Double, endsRectified: Bool = false, mode: Mode
    ) -> Tensor {
        let drop = Dropout(rate: dropoutRate)
        let a = attentionNorm(x + drop(attention(x, x, mask: mask, mode: mode), mode: mode))
        let inner = network(a, mode: mode)
        return networkNorm(a + drop(endsRectified ? inner.relu() : inner, mode: mode))
    }
}

/// A block as a layer of its own.
final class AttentionBlock: PostNormBlock {
    /// What stands between the two maps of the network.
    enum Inner {
        /// A rectifier of some slope below 0.
        case rectifier(slope: Double)
        /// Nothing: the rectifier is behind both maps.
        case none
    }

    let attention: MultiHeadAttention
    let attentionNorm: LayerNorm
    let network: FeedForward
    let networkNorm: LayerNorm
    private let dropoutRate: Double
    private let endsRectified: Bool

    /// - Parameters:
    ///   - size: Width of tokens.
    ///   - headCount: Heads.
    ///   - headSize: Width of each; nil: they share the width.
    ///   - innerSize: Units between the network's two maps.
    ///   - inner: What stands between them.
    ///   - dropoutRate: Probability of dropping a unit in front of each sum.
    ///   - generator: Draws the weights.
    init(
        size: Int, headCount: Int, headSize: Int? = nil, innerSize: Int, inner: Inner, dropoutRate: Double,
        generator: Generator
    ) {
        attention = MultiHeadAttention(
            size: size, headCount: headCount, headSize: headSize, dropoutRate: 0, initializer: .glorotNormal,
            biasInitializer: .zeros, generator: generator)
        attentionNorm = LayerNorm(size: size)
        var slope = 1.0  // A rectifier of slope 1 is none.
        endsRectified = if case .none = inner { true } else { false }
        if case .rectifier(let own) = inner { slope = own }
        network = FeedForward([size, innerSize, size], endsRectified: false, slope: slope, generator: generator)
        networkNorm = LayerNorm(size: size)
        self.dropoutRate = dropoutRate
    }

    /// `[rows, length, size]` → the same shape; the mask is ``MultiHeadAttention``'s.
    func callAsFunction(_ x: Tensor, mask: Tensor, mode: Mode) -> Tensor {
        transformed(x, mask: mask, dropoutRate: dropoutRate, endsRectified: endsRectified, mode: mode)
    }
}
