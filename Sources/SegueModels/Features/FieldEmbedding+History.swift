import SegueCore
import SegueData
import Torch
import TorchNN

/// The same tables over events of histories.
extension FieldEmbedding {
    /// The item's fields among the vectors of an example.
    var itemPositions: [Int] { schema.exampleFields.indices.filter { schema.exampleFields[$0].source == .item } }

    /// K: width of the item's vectors side by side.
    var itemWidth: Int { itemPositions.count * settings.embeddingSize }

    /// The vectors of the items asked about, side by side: `[examples, K]`.
    /// - Parameter vectors: Those of all fields, `[examples, F, D]`.
    func items(_ vectors: Tensor) -> Tensor {
        let positions = Tensor(itemPositions.map { Int64($0) }, device: vectors.device)
        return vectors.indexSelect(1, positions).reshaped([vectors.size(0), itemWidth])
    }

    /// The width of the item's vectors, for models that need some.
    /// - Throws: `ConfigurationError` for data without fields of items.
    func keyWidth(model: String) throws -> Int {
        guard itemWidth > 0 else {
            throw ConfigurationError(
                field: "model.name", problem: "'\(model)' needs fields of items, and there are none")
        }
        return itemWidth
    }

    /// The item's fields, as positions in the schema.
    var itemFields: [Int] {
        schema.fields.indices.filter { schema.fields[$0].source == .item && schema.fields[$0].width > 0 }
    }

    /// The vectors of each event's item, side by side as those of the items asked about: `[tokens, K]`.
    func items(_ history: HistoryBatch) -> Tensor {
        .concatenated(itemFields.map { embedded(history.values(of: $0)) }, dimension: 1)
    }

    /// The same of other items, one for each event.
    func items(_ items: [Int32], in history: HistoryBatch) -> Tensor {
        .concatenated(itemFields.map { embedded(history.values(of: $0, items: items)) }, dimension: 1)
    }

    /// The sum of the vectors of each event's further fields, those of no item: `[tokens, D]`.
    func events(_ history: HistoryBatch) -> Tensor {
        let none = Tensor.zeros([history.tokenCount, settings.embeddingSize], device: history.items.device)
        return history.fields.filter { schema.fields[$0].source != .item }
            .reduce(none) { $0 + embedded(history.values(of: $1)) }
    }

    /// The vectors of values: `[rows, D]`.
    func embedded(_ values: FieldTensors) -> Tensor {
        guard let vectors else { preconditionFailure("the model asked for no vectors") }
        return (vectors(values.codes) * values.weights.unsqueezed(2)).sum([1])
    }

    /// For each field of items and of histories the mean over the events of an example's history, 0 without events:
    /// `[examples, fields, width of the table]`.
    func means(_ table: Embedding, _ history: HistoryBatch) -> Tensor {
        let shares = Tensor(history.lengths.map { 1 / Float(max(1, $0)) }, device: table.weight.value.device)
        let means = schema.sequenceFields.map { field -> Tensor in
            let values = history.values(of: field)
            let each = (table(values.codes) * values.weights.unsqueezed(2)).sum([1])
            let sums = Tensor.zeros([history.count, each.size(1)], device: each.device)
                .addingRows(each, at: history.tokenHistories)
            return history.spread(sums * shares.unsqueezed(1))
        }
        return .stacked(means, dimension: 1)
    }
}

extension FeatureSchema {
    /// The fields of an example itself, in order: all with values but those of histories.
    var exampleFields: [FeatureField] { fields.filter(\.isOfExamples) }

    /// The fields whose values in the history can stand beside an example's as means, as positions: those of items, and those
    /// of histories alone.
    var sequenceFields: [Int] {
        fields.indices.filter { fields[$0].width > 0 && (fields[$0].source == .item || fields[$0].source == .history) }
    }
}
