/// Sentences about settings that models of attention have in common.
enum AttentionTexts {
    /// By the setting's name.
    static let shared = [
        "hiddenSize": "Width of item vectors and of all layers.",
        "layerCount": "Blocks of attention and what follows it.",
        "headCount": "Attention heads of a block.",
        "headWidth": "Width of a head's queries, keys and values.",
        "innerFactor": "Units in the middle of a block's network, as a multiple of the width.",
        "maximumLength": "The longest history that is read.",
        "dropoutRate": "Probability of dropping a unit.",
        "temperature": "What cosines, which are the scores, are divided by.",
        "question": "Whose time is measured from: `target`, the item to be said, or `last-item`, the last one read.",
    ]

    /// Those, and a model's own.
    static func with(_ own: [String: String]) -> [String: String] { shared.merging(own) { _, new in new } }
}
