import SegueData
import Torch

/// Examples on a device: what pointwise networks read. Columns that a network does not ask for are never made.
public final class ExampleBatch {
    /// The set that the examples belong to.
    public let examples: ExampleSet
    /// Which of them, in the order of the batch.
    public let rows: [Int]
    /// Where the tensors live.
    public let device: Device

    /// Some rows of a set.
    public init(_ examples: ExampleSet, rows: [Int], device: Device) {
        self.examples = examples
        self.rows = rows
        self.device = device
    }

    /// Number of examples.
    public var count: Int { rows.count }

    /// User indices, 0 for unknown ones: `[examples]`, `int64`.
    public private(set) lazy var users = Tensor(rows.map { Int64(examples.users[$0]) }, device: device)

    /// Item indices: `[examples]`, `int64`.
    public private(set) lazy var items = Tensor(rows.map { Int64(examples.items[$0]) }, device: device)

    /// What is to be predicted: `[examples]`.
    public private(set) lazy var labels = Tensor(rows.map { examples.labels[$0] }, device: device)

    /// What each example counts in the loss: `[examples]`; nil: the same.
    public private(set) lazy var weights = examples.weights.map { weights in
        Tensor(rows.map { weights[$0] }, device: device)
    }

    /// The values of the fields: codes `[examples, width]`, `int64`, 0 for none, and their weights `[examples, width]`; see
    /// `FeatureTable`. Nil for a set without fields.
    public private(set) lazy var features: (codes: Tensor, weights: Tensor)? = examples.features.map { table in
        let encoded = table.encode(examples, rows: rows)
        let shape = [rows.count, table.width]
        return (
            Tensor(encoded.codes, device: device).to(.int64).reshaped(shape),
            Tensor(encoded.weights, device: device).reshaped(shape)
        )
    }

    /// The histories of the examples' users, as a batch of sequences of at most `maximumLength` items.
    public func histories(maximumLength: Int) -> SequenceBatch {
        SequenceBatch(
            histories: rows.map { examples.history($0).suffix(maximumLength) },
            users: rows.map { examples.users[$0] }, device: device)
    }
}
