import SegueData
import Torch

/// Examples on a device: what pointwise networks read. Columns that a network does not ask for are never made; those that it
/// asked one batch for can be made for the next one beforehand, see ``makeReady(as:)``.
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

    private let requests = Requests<ExampleBatch>()

    /// Makes all that was asked of another batch of the same network.
    public func makeReady(as other: ExampleBatch) {
        other.requests.repeat(on: self)
        for (key, history) in other.histories {
            self.history(maximumLength: key.maximumLength, columns: key.columns).makeReady(as: history)
        }
    }

    /// User indices, 0 for ones that no parameter was learned for: `[examples]`, `int64`.
    public private(set) lazy var users: Tensor = requests.made({ _ = $0.users }) {
        Tensor(rows.map { Int64(examples.trainedUsers[$0]) }, device: device)
    }

    /// Item indices: `[examples]`, `int64`.
    public private(set) lazy var items: Tensor = requests.made({ _ = $0.items }) {
        Tensor(rows.map { Int64(examples.items[$0]) }, device: device)
    }

    /// What is to be predicted: `[examples]`.
    public private(set) lazy var labels: Tensor = requests.made({ _ = $0.labels }) {
        Tensor(rows.map { examples.labels[$0] }, device: device)
    }

    /// What each example counts in the loss: `[examples]`; nil: the same.
    public private(set) lazy var weights: Tensor? = requests.made({ _ = $0.weights }) {
        examples.weights.map { weights in Tensor(rows.map { weights[$0] }, device: device) }
    }

    /// The values of the fields: codes `[examples, width]`, `int64`, 0 for none, and their weights `[examples, width]`; see
    /// `FeatureTable`. Nil for a set without fields.
    public private(set) lazy var features: (codes: Tensor, weights: Tensor)? = requests.made({ _ = $0.features }) {
        examples.features.map { table in
            let encoded = table.encode(examples, rows: rows)
            let shape = [rows.count, table.width]
            return (
                Tensor(encoded.codes, device: device).to(.int64).reshaped(shape),
                Tensor(encoded.weights, device: device).reshaped(shape)
            )
        }
    }

    /// The same values, one bag for each field of each example; nil for a set without fields.
    public private(set) lazy var fields: FieldBags? = requests.made({ _ = $0.fields }) {
        examples.features.map { table in FieldBags(table, examples, rows: rows, device: device) }
    }

    /// The values of one field of users, items or moments; see `FeatureSchema`.
    /// - Parameter field: Its position in the schema; a field of histories is asked of ``history(maximumLength:columns:)``.
    public func values(of field: Int) -> FieldTensors {
        guard let table = examples.features else { return .empty(rows: count, device: device) }
        return FieldTensors(table.values(of: field, in: examples, rows: rows), rows: count, device: device)
    }

    /// Histories that were asked for, by length and columns.
    private var histories: [HistoryKey: HistoryBatch] = [:]

    private struct HistoryKey: Hashable {
        let maximumLength: Int
        let columns: Int?
    }

    /// The histories of the examples, with the values of fields for each event; made once for each length.
    /// - Parameters:
    ///   - maximumLength: How many of the last events are read; 0 for all.
    ///   - columns: The columns that padded views have at least; nil: as many as the longest history, at least one.
    public func history(maximumLength: Int, columns: Int? = nil) -> HistoryBatch {
        let key = HistoryKey(maximumLength: maximumLength, columns: columns)
        if let known = histories[key] { return known }
        let made = HistoryBatch(self, maximumLength: maximumLength, columns: columns)
        histories[key] = made
        return made
    }

    /// The features of the examples' users or items as dense vectors, `[examples, width]`; see `DenseFeatures`. Nil where
    /// there are none.
    public func dense(_ source: FeatureField.Source) -> Tensor? { source == .user ? userVectors : itemVectors }

    private lazy var userVectors: Tensor? = requests.made({ _ = $0.userVectors }) { denseVectors(.user) }
    private lazy var itemVectors: Tensor? = requests.made({ _ = $0.itemVectors }) { denseVectors(.item) }

    private func denseVectors(_ source: FeatureField.Source) -> Tensor? {
        guard let table = examples.features else { return nil }
        let features = DenseFeatures(of: source, in: table.schema)
        guard features.width > 0 else { return nil }
        let ids = rows.map { source == .user ? examples.users[$0] : examples.items[$0] }
        return Tensor(features.values(table, ids), device: device).reshaped([rows.count, features.width])
    }

    /// The vectors of the items' texts, side by side, `[examples, width]`; zero for items that have none, nil without such
    /// fields.
    public func texts() -> Tensor? { textVectors }

    private lazy var textVectors: Tensor? = requests.made({ _ = $0.textVectors }) { vectorsOfTexts() }

    private func vectorsOfTexts() -> Tensor? {
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

/// What was made of something because somebody asked for it, as requests that can be made again of another.
final class Requests<Target> {
    private var all: [(Target) -> Void] = []

    /// Makes something and takes note of it.
    /// - Parameters:
    ///   - request: Asks another target for the same.
    ///   - make: Makes it.
    func made<Value>(_ request: @escaping (Target) -> Void, _ make: () -> Value) -> Value {
        all.append(request)
        return make()
    }

    /// Asks another target for the same.
    func `repeat`(on target: Target) {
        for request in all { request(target) }
    }
}
