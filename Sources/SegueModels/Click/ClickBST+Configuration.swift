import SegueCore

extension ClickBST {
    /// What P stands for.
    public enum Position: String, Codable, Sendable, CaseIterable {
        /// The time from the event to the moment asked about, where the data has the field `history-gap`; else the index.
        case gap
        /// The index, counted from the end.
        case index
    }

    /// What of the tokens the network reads.
    public enum Pooling: String, Codable, Sendable, CaseIterable {
        /// All, side by side.
        case all
        /// Their mean.
        case mean
        /// Their sum.
        case sum
        /// That of the item asked about.
        case target
    }

    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' vectors.
        public var fields = FieldSettings()
        /// n: how many of the last events are read.
        public var historyLength = 20
        /// Blocks.
        public var layerCount = 1
        /// Attention heads; they share the width.
        public var headCount = 8
        /// What P stands for.
        public var position = Position.gap
        /// What of the tokens the network reads.
        public var pooling = Pooling.all
        /// Probability of dropping a unit in the blocks.
        public var dropoutRate = 0.2
        /// The hidden layers.
        public var network = NetworkSettings()

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try network.validate()
            for (field, value) in [
                ("historyLength", historyLength), ("layerCount", layerCount), ("headCount", headCount),
            ] { try ConfigurationCheck.atLeast(1, value, field: field, atMost: 1 << 14) }
            try ConfigurationCheck.share(dropoutRate, field: "dropoutRate")
        }
    }
}
