import SegueCore

extension FISCL {
    /// What is brought to length 1, so that a dot product becomes a cosine.
    public enum Normalization: String, Codable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// The item2vec part, before labels are joined to it.
        case itemVectors
        /// The whole vector.
        case joinedVectors
    }

    /// Hyper-parameters of ``FISCL``. The paper gives 20 dimensions, two layers, class labels, and nothing else.
    public struct Configuration: ModelConfiguration {
        /// How item2vec learns; its seed is added to the run's. The dimension is that of the paper's Table 2.
        public var itemVectors = Item2Vec.Configuration()
        /// "If a user scores a low-interest item, the user is not interested": interactions rated lower are not learned from by
        /// item2vec; nil for all. The paper gives no threshold.
        public var minimumRating: Double?
        /// Whether class labels are joined to item vectors.
        public var usesLabels = true
        /// What a label counts in a vector: 1 is one-hot.
        public var labelWeight = 1.0
        /// What is brought to length 1.
        public var normalization = Normalization.none
        /// Bidirectional layers: 2 is the paper's DBi-LSTM, 1 its Bi-LSTM.
        public var layerCount = 2
        /// Units of each LSTM.
        public var hiddenSize = 64
        /// The longest prefix read; items before it are forgotten.
        public var historyLength = 20
        /// Whether item vectors are learned further with the network. The paper's stay as item2vec made them.
        public var trainsItemVectors = false

        /// The paper's values, and ours where it is silent.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try itemVectors.validate()
            if let minimumRating { try ConfigurationCheck.finite(minimumRating, field: "minimumRating") }
            try ConfigurationCheck.positive(labelWeight, field: "labelWeight")
            try ConfigurationCheck.atLeast(1, layerCount, field: "layerCount")
            try ConfigurationCheck.atLeast(1, hiddenSize, field: "hiddenSize")
            try ConfigurationCheck.atLeast(1, historyLength, field: "historyLength")
        }
    }
}
