import SegueCore

/// The sizes of a BERT-type network, as a `config.json` has them.
public struct BertConfiguration: Codable, Sendable, Equatable {
    /// Rows of the table of pieces.
    public var vocabularySize: Int
    /// Width of a token's vector.
    public var hiddenSize: Int
    /// Number of layers.
    public var layerCount: Int
    /// Attention heads of a layer; they share the width evenly.
    public var headCount: Int
    /// Width between the two products of a layer's second half.
    public var intermediateSize: Int
    /// The function between those products.
    public var activation: Activation
    /// Added to variances before the root.
    public var epsilon: Double
    /// Rows of the table of positions: most tokens of a text.
    public var maximumPositions: Int
    /// Rows of the table of segments, of which the first is used.
    public var segmentCount: Int

    /// Functions that such networks use.
    public enum Activation: String, Codable, Sendable {
        /// `x · Φ(x)`, by the error function.
        case gelu
        /// The same by the hyperbolic tangent.
        case geluNew = "gelu_new"
        /// Another name of it.
        case geluTanh = "gelu_pytorch_tanh"
        /// Rectified linear.
        case relu
    }

    enum CodingKeys: String, CodingKey {
        case vocabularySize = "vocab_size"
        case hiddenSize = "hidden_size"
        case layerCount = "num_hidden_layers"
        case headCount = "num_attention_heads"
        case intermediateSize = "intermediate_size"
        case activation = "hidden_act"
        case epsilon = "layer_norm_eps"
        case maximumPositions = "max_position_embeddings"
        case segmentCount = "type_vocab_size"
    }

    /// Checks that a network can have these sizes.
    /// - Throws: `ConfigurationError` naming the field of `config.json`.
    public func validate() throws {
        typealias Check = ConfigurationCheck
        for (key, size, least) in [
            (CodingKeys.vocabularySize, vocabularySize, 2), (.hiddenSize, hiddenSize, 1), (.layerCount, layerCount, 1),
            (.headCount, headCount, 1), (.intermediateSize, intermediateSize, 1),
            (.maximumPositions, maximumPositions, 2), (.segmentCount, segmentCount, 1),
        ] {
            try Check.atLeast(least, size, field: key.rawValue)
        }
        try Check.notNegative(epsilon, field: CodingKeys.epsilon.rawValue)
        guard hiddenSize % headCount == 0 else {
            throw ConfigurationError(
                field: CodingKeys.headCount.rawValue,
                problem: "\(headCount) heads cannot share \(CodingKeys.hiddenSize.rawValue) \(hiddenSize) evenly")
        }
    }
}
