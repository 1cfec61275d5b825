import SegueCore
import SegueData
import Torch
import TorchNN

/// Wide & Deep (Cheng et al., DLRS 2016): a linear model of fields and of crosses of fields, and a network over the fields'
/// vectors, trained together.
///
/// z = w₀ + Σ w_f + Σ_c u[hash(x_f, x_g, …)] + MLP([v₁ ‖ … ‖ v_F]) (Eq. 3). A cross c is the conjunction of the values of the
/// fields that it names (Eq. 1); it has one weight for each combination, found by hashing into ``Configuration/crossBuckets``
/// rows, and counts nothing where a value is unknown. `last:` before a field's name means its value in the history's last event.
///
/// The paper trains the wide part by FTRL with L1 (`training.linearOptimizer`) and the deep one by AdaGrad, with layers
/// 1024-512-256 and vectors of 32; by default one optimizer trains both, as public benchmarks do, and sizes are smaller.
public final class WideAndDeep: FieldNetwork, @unchecked Sendable {
    /// Hyper-parameters.
    public struct Configuration: ModelConfiguration {
        /// The fields' weights and vectors.
        public var fields = FieldSettings()
        /// The hidden layers; none: no network.
        public var network = NetworkSettings()
        /// Crosses: names of fields joined by `*`, such as `user*item.category`.
        public var crosses: [String] = []
        /// Rows that combinations are hashed into.
        public var crossBuckets = 1 << 20

        /// The defaults.
        public init() {}

        /// Checks every field.
        public func validate() throws {
            try fields.validate()
            try network.validate()
            try ConfigurationCheck.atLeast(1, crossBuckets, field: "crossBuckets", atMost: 1 << 28)
        }
    }

    /// The hyper-parameters in use.
    public let configuration: Configuration
    /// w₀, w and v.
    public let fields: FieldEmbedding
    /// u: `[buckets + 1, 1]`, starts at zero; nil without crosses.
    let crosses: Embedding?
    let network: FeedForward?
    private let hashing: FieldCrosses

    /// Builds the model with fresh weights.
    /// - Throws: `ConfigurationError` for data without fields, and for crosses of fields that the data does not have.
    public init(configuration: Configuration = Configuration(), shape: DataShape, generator: Generator) throws {
        try configuration.validate()
        self.configuration = configuration
        fields = try FieldEmbedding(
            configuration.fields, shape: shape, model: "wide-and-deep",
            parts: configuration.network.hiddenSizes.isEmpty ? .linear : [.linear, .vectors], generator: generator)
        hashing = try FieldCrosses(
            configuration.crosses, schema: shape.features ?? FeatureSchema(fields: []),
            buckets: configuration.crossBuckets)
        crosses =
            configuration.crosses.isEmpty
            ? nil
            : Embedding(count: configuration.crossBuckets, size: 1, initializer: .zeros, generator: generator)
        network = .summand(configuration.network, inputSize: fields.width, generator: generator)
    }

    /// All columns that fields of events can stand in, where events are read.
    public var reads: HistoryColumns {
        hashing.readsEvents || configuration.fields.historyLength > 0 ? .ofEvents : []
    }

    /// w₀, w and u.
    public var linearParameters: [Parameter] { fields.linearParameters + (crosses.map { [$0.weight] } ?? []) }

    /// z of each example: `[examples]`.
    public func callAsFunction(_ batch: ExampleBatch, mode: Mode) -> Tensor {
        var sum = fields.linear(batch)
        if let crosses { sum = sum + crosses(hashing.rows(batch)).sum([1, 2]) }
        guard let network else { return sum }
        let vectors = fields(batch).reshaped([batch.count, fields.width])
        return sum + network(vectors, mode: mode).reshaped([batch.count])
    }
}

extension WideAndDeep {
    /// The model in the catalog.
    public static var entry: ModelEntry<any PointwiseModel> {
        ModelEntry(
            "wide-and-deep", "Wide & Deep", family: .fieldInteraction, source: "Cheng et al. 2016",
            texts: [
                "crosses":
                    "Crosses of the wide part: names of fields joined by `*`, such as `user*last:item.category`.",
                "crossBuckets": "Rows that the combinations of crosses are hashed into.",
            ]
        ) { (configuration: Configuration, shape, generator) in
            try WideAndDeep(configuration: configuration, shape: shape, generator: generator)
        }
    }
}
