import SegueData
import Torch

/// The histories of a batch of examples with the fields of their events: what models of clicks read of the past.
///
/// Each distinct history stands here once, however many examples share it: a positive and the negatives drawn for it are read
/// together, and ``spread(_:)`` gives each example its own. *Tokens* are the events of all histories, one history after the
/// other, oldest first; ``padded(_:)`` sets vectors of tokens side by side, with zeros in front, and ``pairs`` joins each
/// example with each of its tokens.
///
/// Values of fields are codes of the data's schema: an item, or its category, has one code in a history and as the item asked
/// about, so that both read one table.
public final class HistoryBatch {
    /// Events of each distinct history, `[histories]`; some may be 0.
    public let lengths: [Int]
    /// Columns of padded views: events of the longest history, or the length asked for.
    public let length: Int
    /// For each token its row of the examples' columns.
    public let tokenRows: [Int]
    /// For each example its history, from 0.
    public let historyOfExample: [Int]
    let examples: ExampleSet
    let device: Device
    private let starts: [Int]
    private let seconds: [Int64?]
    /// Values of fields that were asked for.
    private var known: [Int: FieldTensors] = [:]

    /// Reads the histories of a batch.
    /// - Parameters:
    ///   - batch: The examples.
    ///   - maximumLength: How many of the last events are read; 0 for all.
    ///   - columns: The columns that padded views have; nil: as many as the longest history, at least one.
    init(_ batch: ExampleBatch, maximumLength: Int, columns: Int? = nil) {
        examples = batch.examples
        device = batch.device
        let distinct = DistinctHistories(
            batch, maximumLength: maximumLength, tellsMoments: batch.examples.features?.tellsMoments ?? false)
        historyOfExample = distinct.ofExample
        lengths = distinct.ranges.map(\.count)
        length = max(columns ?? 1, lengths.max() ?? 0)
        tokenRows = distinct.ranges.flatMap { Array($0) }
        seconds = zip(distinct.ranges, distinct.seconds).flatMap { range, second in range.map { _ in second } }
        var (sum, starts) = (0, [Int]())
        for length in lengths {
            starts.append(sum)
            sum += length
        }
        self.starts = starts
    }

    private let requests = Requests<HistoryBatch>()

    /// Makes all that was asked of another batch's histories.
    func makeReady(as other: HistoryBatch) { other.requests.repeat(on: self) }

    /// Number of distinct histories.
    public var count: Int { lengths.count }
    /// Number of events of all.
    public var tokenCount: Int { tokenRows.count }
    /// The fields that events have, as positions in the schema; none without a schema.
    public var fields: [Int] { examples.features?.historyFields ?? [] }

    /// The item of each token by its index, 0 for an unknown one: `[tokens]`, `int64`.
    public private(set) lazy var items: Tensor = requests.made({ _ = $0.items }) {
        Tensor(tokenRows.map { Int64(examples.columns.items[$0]) }, device: device)
    }

    /// The history of each token: `[tokens]`, `int64`.
    public private(set) lazy var tokenHistories: Tensor = requests.made({ _ = $0.tokenHistories }) {
        Tensor(lengths.enumerated().flatMap { Array(repeating: Int64($0), count: $1) }, device: device)
    }

    /// The values of a field for each token: codes `[tokens, width]`, `int64`, 0 for none, and their weights.
    /// - Parameter field: One of ``fields``.
    public func values(of field: Int) -> FieldTensors {
        if let known = known[field] { return known }
        guard let table = examples.features else { return .empty(rows: tokenCount, device: device) }
        let values = requests.made({ _ = $0.values(of: field) }) {
            FieldTensors(
                table.historyValues(of: field, in: examples, events: tokenRows, seconds: seconds), rows: tokenCount,
                device: device)
        }
        known[field] = values
        return values
    }

    /// 1 where a history has an event, 0 in front of it: `[histories, length]`.
    public private(set) lazy var mask: Tensor = requests.made({ _ = $0.mask }) {
        let values = lengths.flatMap { own in (0..<length).map { $0 < length - own ? Float(0) : 1 } }
        return Tensor(values, device: device).reshaped([count, length])
    }

    /// For each cell of a padded view one more than its token, 0 for padding: `[histories · length]`, `int64`.
    private lazy var cells: Tensor = requests.made({ _ = $0.cells }) {
        let values = zip(starts, lengths).flatMap { start, own in
            (0..<length).map { Int64($0 < length - own ? 0 : start + $0 - (length - own) + 1) }
        }
        return Tensor(values, device: device)
    }

    /// Vectors of tokens, `[tokens, width]`, one history a row, with zeros in front: `[histories, length, width]`.
    public func padded(_ vectors: Tensor) -> Tensor {
        let width = vectors.shape[1]
        let zero = Tensor.zeros([1, width], dtype: vectors.dtype, device: device)
        return Tensor.concatenated([zero, vectors], dimension: 0).indexSelect(0, cells)
            .reshaped([count, length, width])
    }

    /// For each example its history, `[examples]`, `int64`: ``historyOfExample``.
    private lazy var owners: Tensor = requests.made({ _ = $0.owners }) {
        Tensor(historyOfExample.map { Int64($0) }, device: device)
    }

    /// What was computed once for each history, `[histories, …]`, for each example: `[examples, …]`.
    public func spread(_ values: Tensor) -> Tensor { values.indexSelect(0, owners) }

    /// Each example with each event of its history: the example `[pairs]` and the token `[pairs]`, `int64`, examples rising.
    ///
    /// Attention over these alone costs nothing for padding; ``sum(_:)`` adds up what it gives.
    public private(set) lazy var pairs: (examples: Tensor, tokens: Tensor) = requests.made({ _ = $0.pairs }) {
        var (rows, tokens) = ([Int64](), [Int64]())
        for (example, history) in historyOfExample.enumerated() {
            for token in starts[history]..<starts[history] + lengths[history] {
                rows.append(Int64(example))
                tokens.append(Int64(token))
            }
        }
        return (Tensor(rows, device: device), Tensor(tokens, device: device))
    }

    /// The sum over each example's pairs, `[pairs, width]` → `[examples, width]`; 0 for an empty history.
    public func sum(_ vectors: Tensor) -> Tensor {
        Tensor.zeros([historyOfExample.count, vectors.shape[1]], dtype: vectors.dtype, device: device)
            .addingRows(vectors, at: pairs.examples)
    }
}

/// The values of one field on a device.
public struct FieldTensors {
    /// Codes of the schema's numbering, 0 for none: `[rows, width]`, `int64`.
    public let codes: Tensor
    /// Their weights: `[rows, width]`.
    public let weights: Tensor

    init(_ values: FieldValues, rows: Int, device: Device) {
        codes = Tensor(values.codes.map { Int64($0) }, device: device).reshaped([rows, values.width])
        weights = Tensor(values.weights, device: device).reshaped([rows, values.width])
    }

    /// No values.
    static func empty(rows: Int, device: Device) -> FieldTensors {
        let none = FieldValues(
            width: 1, codes: [Int32](repeating: 0, count: rows), weights: [Float](repeating: 0, count: rows))
        return FieldTensors(none, rows: rows, device: device)
    }
}
