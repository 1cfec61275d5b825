import SegueCore
import SegueData
import Torch

extension SSRF {
    /// The whole network in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> { entry("ssrf", "SSRF", .full) }
    /// The network without context in the catalog.
    public static var withoutContextEntry: ModelEntry<any PointwiseModel> {
        entry("ssrf-uc", "SSRF-UC", .withoutContext)
    }
    /// The network without pairs in the catalog.
    public static var withoutPairsEntry: ModelEntry<any PointwiseModel> { entry("ssrf-o", "SSRF-O", .withoutPairs) }

    private static func entry(_ name: String, _ title: String, _ variant: Variant) -> ModelEntry<any PointwiseModel> {
        ModelEntry(
            name, title, family: .attention, source: "Yu and Tian", defaults: Configuration(variant), texts: texts
        ) { (configuration: Configuration, shape, generator) in
            try SSRF(configuration: configuration, shape: shape, generator: generator)
        }
    }

    private static let texts = [
        "variant": "The whole network, without its context, or without pairs.",
        "itemLength": "How many of the last items the convolutions see.",
        "historyLength": "How many of the last events the context is made of.",
        "innerChannels": "Channels of the first two convolutions.",
        "outerChannels": "Channels of the last two convolutions.",
        "endsInTanh": "Whether a hyperbolic tangent stands behind the convolutions.",
        "token": "What makes a token of an event's fields: their sum, or an affine map.",
        "layerCount": "Blocks of self-attention.", "headCount": "Attention heads.",
        "heads": "Whether heads share the width or each have it whole, as printed.",
        "feedForward": "Where a block's rectifier stands: behind both maps, as printed, or between them.",
        "readout": "What of the last block is read.", "fusion": "What is joined before the output.",
        "output": "Whether the item's further fields add to its output vector.",
        "dropoutRate": "Probability of dropping a unit of what the convolutions make.",
    ]
}
