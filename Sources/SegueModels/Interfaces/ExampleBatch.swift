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

    /// User indices, 0 for ones that no parameter was learned for: `[examples]`, `int64`.
    public private(set) lazy var users = Tensor(rows.map { Int64(examples.trainedUsers[$0]) }, device: device)

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

    /// The same values, one bag for each field of each example; nil for a set without fields.
    public private(set) lazy var fields: FieldBags? = examples.features.map { table in
        FieldBags(table, examples, rows: rows, device: device)
    }

    /// The values of one field of users, items or moments; see `FeatureSchema`.
    /// - Parameter field: Its position in the schema; a field of histories is asked of ``history(maximumLength:columns:)``.
    public func values(of field: Int) -> FieldTensors {
        guard let table = examples.features else { return .empty(rows: count, device: device) }
        return FieldTensors(table.values(of: field, in: examples, rows: rows), rows: count, device: device)
    }

    /// Histories that were asked for, by length and columns.
    private var histories: [[Int]: HistoryBatch] = [:]

    /// The histories of the examples, with the values of fields for each event; made once for each length.
    /// - Parameters:
    ///   - maximumLength: How many of the last events are read; 0 for all.
    ///   - columns: The columns that padded views have at least; nil: as many as the longest history, at least one.
    public func history(maximumLength: Int, columns: Int? = nil) -> HistoryBatch {
        let key = [maximumLength, columns ?? 0]
        if let known = histories[key] { return known }
        let made = HistoryBatch(self, maximumLength: maximumLength, columns: columns)
        histories[key] = made
        return made
    }

    /// The features of the examples' users or items as dense vectors, `[examples, width]`; see `DenseFeatures`. Nil where
    /// there are none.
    public func dense(_ source: FeatureField.Source) -> Tensor? {
        guard let table = examples.features else { return nil }
        let features = DenseFeatures(of: source, in: table.schema)
        guard features.width > 0 else { return nil }
        let ids = rows.map { source == .user ? examples.users[$0] : examples.items[$0] }
        return Tensor(features.values(table, ids), device: device).reshaped([rows.count, features.width])
    }

    /// The vectors of the items' texts, side by side, `[examples, width]`; zero for items that have none, nil without such
    /// fields.
    public func texts() -> Tensor? {
        guard let columns = examples.features?.texts, !columns.isEmpty else { return nil }
        let parts = columns.map { column in
            var values: [Float] = []
            values.reserveCapacity(rows.count * column.dimension)
            let count = column.values.count / column.dimension
            for row in rows {
                let item = Int(examples.items[row])
                let start = (item >= 0 && item < count ? item : 0) * column.dimension
                values += column.values[start..<start + column.dimension]
            }
            return Tensor(values, device: device).reshaped([rows.count, column.dimension])
        }
        return .concatenated(parts, dimension: 1)
    }

    /// User indices, 0 for users beyond `userCount` too: `[examples]`, `int64`.
    public func users(upTo userCount: Int) -> Tensor {
        Tensor(
            rows.map { row in
                let user = Int64(examples.trainedUsers[row])
                return user >= 0 && user <= Int64(userCount) ? user : 0
            }, device: device)
    }

    /// Item indices, 0 for items beyond `itemCount`, which have no parameters: `[examples]`, `int64`.
    public func items(upTo itemCount: Int) -> Tensor {
        Tensor(
            rows.map { row in
                let item = Int64(examples.items[row])
                return item >= 0 && item <= Int64(itemCount) ? item : 0
            }, device: device)
    }
}
