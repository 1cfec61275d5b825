import SegueCore
import SegueData

extension SSRF {
    /// Which of the paper's networks it is.
    public enum Variant: String, Codable, Sendable, CaseIterable {
        /// Pairs of items and the context.
        case full
        /// Without the context: O = W T + b (SSRF-UC).
        case withoutContext = "without-context"
        /// Items in a row instead of pairs (SSRF-O).
        case withoutPairs = "without-pairs"
    }

    /// What stands in the brackets of Eq. 11, whose shapes the paper contradicts.
    public enum Fusion: String, Codable, Sendable, CaseIterable {
        /// Items and context: W ∈ R^{2d × d}.
        case twoParts = "two-parts"
        /// Items, context and user, R^{3d × d}: the user occurs again in Eq. 12.
        case withUser = "with-user"
        /// Items, the items' context and the user's behavior, each with blocks of its own: R^{3d × d}.
        case twoStreams = "two-streams"
    }

    /// What makes a token of an event's fields.
    public enum Token: String, Codable, Sendable, CaseIterable {
        /// Their sum.
        case sum
        /// An affine map of all side by side.
        case projection
    }

    /// Which vector the item asked about has in Eq. 12.
    public enum Output: String, Codable, Sendable, CaseIterable {
        /// The item's alone, as in the paper.
        case item
        /// The sum of the item's and those of its further fields, such as its category: rare items share one vector.
        case itemAndCategory = "item+category"
    }

    /// Where the rectifier of Eq. 7 stands.
    public enum Rectifier: String, Codable, Sendable, CaseIterable {
        /// Behind both maps, as printed.
        case literal
        /// Between them, as usual.
        case inner = "inner-relu"
    }

    /// How wide heads are (Eq. 5).
    public enum Heads: String, Codable, Sendable, CaseIterable {
        /// They share the width.
        case usual
        /// Each has the whole width d, and divides by √d, as printed.
        case literal
    }

    /// What of the last block is read.
    public enum Readout: String, Codable, Sendable, CaseIterable {
        /// The last event.
        case last
        /// The mean over events.
        case mean
    }

    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' vectors, of width d.
        public var fields = FieldSettings()
        /// Which of the paper's networks it is.
        public var variant = Variant.full
        /// L: how many of the last items the convolutions see.
        public var itemLength = 5
        /// n: how many of the last events the context is made of.
        public var historyLength = 30
        /// Channels of the first two convolutions.
        public var innerChannels = 128
        /// Channels of the last two.
        public var outerChannels = 256
        /// Whether a hyperbolic tangent stands behind the convolutions' affine layer, as in CosRec.
        public var endsInTanh = false
        /// What makes a token of an event's fields.
        public var token = Token.sum
        /// P: blocks of self-attention.
        public var layerCount = 2
        /// Attention heads.
        public var headCount = 2
        /// How wide they are.
        public var heads = Heads.usual
        /// Where the rectifier of a block's network stands.
        public var feedForward = Rectifier.literal
        /// What of the last block is read.
        public var readout = Readout.last
        /// What is joined in Eq. 11.
        public var fusion = Fusion.twoParts
        /// Which vector the item asked about has.
        public var output = Output.itemAndCategory
        /// Probability of dropping a unit of what the convolutions make.
        public var dropoutRate = 0.5

        /// The paper's values, and CosRec's where it is silent.
        public init() { self.init(.full) }

        /// The values of a variant.
        public init(_ variant: Variant) {
            self.variant = variant
            fields.embeddingSize = 64
            fields.initialDeviation = 1 / 64
        }

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try ConfigurationCheck.atLeast(5, itemLength, field: "itemLength", atMost: 1 << 10)
            try ConfigurationCheck.atLeast(itemLength, historyLength, field: "historyLength", atMost: 1 << 14)
            for (field, value) in [
                ("innerChannels", innerChannels), ("outerChannels", outerChannels), ("layerCount", layerCount),
                ("headCount", headCount),
            ] { try ConfigurationCheck.atLeast(1, value, field: field, atMost: 1 << 14) }
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
            guard heads == .literal || fields.embeddingSize % headCount == 0 else {
                throw ConfigurationError(
                    field: "headCount", problem: "must divide fields.embeddingSize, \(fields.embeddingSize)")
            }
        }
    }
}

extension SSRF.Configuration {
    /// For each stream the fields that describe events, as positions in the schema: the item's, which are no identity, and
    /// those of moments and events.
    func contextFields(_ schema: FeatureSchema) -> [[Int]] {
        guard variant != .withoutContext else { return [] }
        func fields(_ sources: Set<FeatureField.Source>) -> [Int] {
            schema.fields.indices.filter {
                schema.fields[$0].width > 0 && !schema.fields[$0].isIdentity
                    && sources.contains(schema.fields[$0].source)
            }
        }
        return fusion == .twoStreams
            ? [fields([.item]), fields([.context, .history])]
            : [fields([.item, .context, .history])]
    }
}
