/// Reads one context column of events as values of its field. Made once for a set of examples: it looks every token up.
struct ContextReader: Sendable {
    private let offset: Int32
    private let kind: FeatureField.Kind
    private let numbers: [Float]?
    private let indices: [Int32]?
    /// For each token of the events' column its code; 0 for one that the field does not know.
    private let codes: [Int32]

    init(_ context: FeatureTable.Context, schema: FeatureSchema, events: InteractionColumns) {
        offset = Int32(truncatingIfNeeded: schema.offsets[context.field])
        kind = schema.fields[context.field].kind
        switch events.context(named: context.column)?.values {
        case .numbers(let values)?:
            (numbers, indices, codes) = (values, nil, [])
        case .tokens(let vocabulary, let values)?:
            let shift = offset
            numbers = nil
            indices = values
            codes =
                [0]
                + vocabulary.ids.map { token in
                    context.tokens.index(of: token).map { $0 + shift } ?? 0
                }
        case nil:
            (numbers, indices, codes) = (nil, nil, [])
        }
    }

    func value(at row: Int) -> (code: Int32, weight: Float) {
        if let numbers, case .number(let mean, let deviation) = kind {
            guard numbers.indices.contains(row), numbers[row].isFinite else { return (0, 0) }
            return (offset + 1, Float((Double(numbers[row]) - mean) / deviation))
        }
        guard let indices, indices.indices.contains(row) else { return (0, 0) }
        let code = codes[Int(indices[row])]
        return (code, code == 0 ? 0 : 1)
    }
}
