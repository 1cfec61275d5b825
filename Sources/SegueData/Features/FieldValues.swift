/// The values of one field for some rows: users, items, moments or events of histories.
///
/// Codes are those of the schema, so that a value has one code wherever it occurs: an item asked about, or one of a history.
public struct FieldValues: Sendable, Equatable {
    /// Values of a row: 1, or as many as labels occur at once.
    public let width: Int
    /// `[rows, width]` codes, 0 for none.
    public let codes: [Int32]
    /// `[rows, width]` weights, 0 for none: 1 for a category, 1 ∕ n for each of n labels, the standardized number for a number.
    public let weights: [Float]

    /// Values as given: `width` of each row.
    public init(width: Int, codes: [Int32], weights: [Float]) {
        precondition(codes.count == weights.count && width > 0, "one weight for each code")
        self.width = width
        self.codes = codes
        self.weights = weights
    }
}

extension FeatureTable {
    /// For each item its category, from 1, and 0 for none: the first value of the field that events are counted by, or of
    /// `item.categories`, else `item.category`. Nil where items have no such field.
    public var itemCategories: [Int32]? {
        if categoryField != nil { return categories }
        let field = ["item.categories", "item.category"].lazy.compactMap { name in
            schema.fields.firstIndex { $0.name == name && $0.isTokens }
        }.first
        return field.map { items.firstValues(in: schema.codes(of: $0)) }
    }

    /// The fields that describe each event of a history, as positions in the schema: those of items, those of events, and
    /// those of histories alone.
    public var historyFields: [Int] {
        schema.fields.indices.filter { field in
            guard schema.fields[field].width > 0 else { return false }
            switch schema.fields[field].source {
            case .user: return false
            case .item, .history: return true
            case .context:
                return contexts.contains { $0.field == field }
                    || derived.contains { $0.field == field && $0.feature.describesEvents }
            }
        }
    }

    /// Whether the events of one history have other values at another moment.
    public var tellsMoments: Bool { derived.contains { $0.feature == .historyGap } }

    /// The values of a field of users, items or moments for some examples.
    /// - Precondition: the field is none of histories alone, and no text.
    public func values(of field: Int, in examples: ExampleSet, rows: [Int]) -> FieldValues {
        switch schema.fields[field].source {
        case .user: return values(of: field, users, rows.map { examples.users[$0] })
        case .item: return values(of: field, items, rows.map { examples.items[$0] })
        case .context:
            if let context = contexts.firstIndex(where: { $0.field == field }) {
                return Self.single(rows.map { examples.contexts[context].value(at: examples.eventRows[$0]) })
            }
            let readers = derived.filter { $0.feature.source == .context }
            guard let index = readers.firstIndex(where: { $0.field == field }) else {
                return Self.single(rows.map { _ in (0, 0) })
            }
            return Self.single(
                rows.map { row in
                    let code = examples.moments[index].code(of: examples, row: row)
                    return (code, code == 0 ? 0 : 1)
                })
        case .history: preconditionFailure("'\(schema.fields[field].name)' describes events of histories alone")
        }
    }

    /// The values of a field of items for some items.
    /// - Precondition: the field is one of items, and no text.
    public func values(of field: Int, items ids: [Int32]) -> FieldValues { values(of: field, items, ids) }

    /// The values of a field for events of histories.
    /// - Parameters:
    ///   - field: One of ``historyFields``.
    ///   - examples: What the histories belong to.
    ///   - events: Rows of the examples' columns; −1 for padding, which has no value.
    ///   - seconds: For each event the second asked about, since 1970; nil where it is not known.
    public func historyValues(
        of field: Int, in examples: ExampleSet, events: [Int], seconds: [Int64?]
    ) -> FieldValues {
        let columns = examples.columns
        if schema.fields[field].source == .item {
            return values(of: field, items, events.map { $0 < 0 ? Vocabulary.padding : columns.items[$0] })
        }
        if let context = contexts.first(where: { $0.field == field }) {
            let reader = ContextReader(context, schema: schema, events: columns)
            return Self.single(events.map { reader.value(at: $0) })
        }
        guard let feature = derived.first(where: { $0.field == field })?.feature else {
            return Self.single(events.map { _ in (0, 0) })
        }
        let reader = EventReader(feature, field: field, table: self, columns: columns)
        return Self.single(
            zip(events, seconds).map { event, second in
                let code = event < 0 ? 0 : reader.code(ofRow: event, asked: second)
                return (code, code == 0 ? 0 : 1)
            })
    }

    private static func single(_ values: [(code: Int32, weight: Float)]) -> FieldValues {
        FieldValues(width: 1, codes: values.map(\.code), weights: values.map(\.weight))
    }

    private func values(of field: Int, _ table: Rows, _ ids: [Int32]) -> FieldValues {
        let range = schema.codes(of: field)
        let found = ids.map { id in table.range(id).filter { range.contains(table.codes[$0]) } }
        let width = max(1, found.lazy.map(\.count).max() ?? 1)
        var codes = [Int32](repeating: 0, count: ids.count * width)
        var weights = [Float](repeating: 0, count: ids.count * width)
        for (row, positions) in found.enumerated() {
            for (index, position) in positions.enumerated() {
                codes[row * width + index] = table.codes[position]
                weights[row * width + index] = table.weights[position]
            }
        }
        return FieldValues(width: width, codes: codes, weights: weights)
    }
}

/// Computes one field of the events of a history.
private struct EventReader {
    private let feature: DerivedFeature
    private let offset: Int32
    private let utcOffset: Int64
    private let columns: InteractionColumns
    /// For each kind of interaction of the columns its code.
    private let behaviors: [Int32]

    init(_ feature: DerivedFeature, field: Int, table: FeatureTable, columns: InteractionColumns) {
        self.feature = feature
        self.columns = columns
        let offset = table.schema.codes(of: field).lowerBound - 1
        self.offset = offset
        utcOffset = table.utcOffset
        let known = table.valueNames[field]
        behaviors = columns.behaviorNames.map { name in
            known.firstIndex(of: name).map { offset + 1 + Int32(truncatingIfNeeded: $0) } ?? 0
        }
    }

    /// The code of an event's value; 0 where it is not known.
    func code(ofRow row: Int, asked: Int64?) -> Int32 {
        if feature == .historyBehavior {
            guard let kinds = columns.behaviors, kinds.indices.contains(row) else { return 0 }
            return behaviors.indices.contains(Int(kinds[row])) ? behaviors[Int(kinds[row])] : 0
        }
        guard let second = columns.second(ofRow: row) else { return 0 }
        let local = second.addingReportingOverflow(utcOffset).partialValue
        switch feature {
        case .hour: return offset + DerivedFeature.hour(of: local)
        case .weekday: return offset + DerivedFeature.weekday(of: local)
        case .historyGap:
            return asked.map { offset + DerivedFeature.gap(DerivedFeature.seconds(from: second, to: $0)) } ?? 0
        default: return 0
        }
    }
}
