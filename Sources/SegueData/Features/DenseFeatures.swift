/// The features of users or of items as vectors of fixed width: one column per value of a category or label, 1 where it
/// applies, and one per number; fields that name their subject and texts are left out.
///
/// This is what networks without an embedding per value read, such as SeqRec's vector of a user.
public struct DenseFeatures: Sendable {
    private struct Part {
        /// Codes behind the first of the field.
        let codes: ClosedRange<Int32>
        /// Column of the field's first value.
        let column: Int
        /// Whether a value counts 1, whatever its weight.
        let isLabel: Bool
    }

    /// Columns of a vector.
    public let width: Int
    private let source: FeatureField.Source
    private let parts: [Part]

    /// The features of one source.
    /// - Parameters:
    ///   - source: Users or items.
    ///   - schema: The fields.
    public init(of source: FeatureField.Source, in schema: FeatureSchema) {
        precondition(source == .user || source == .item, "users or items have features")
        self.source = source
        var (parts, width) = ([Part](), 0)
        for (field, offset) in zip(schema.fields, schema.offsets) {
            guard field.source == source, !field.isIdentity, field.width > 0 else { continue }
            var isLabel = false
            if case .labels = field.kind { isLabel = true }
            let first = Int32(truncatingIfNeeded: offset + 1)
            parts.append(
                Part(
                    codes: first...first + Int32(truncatingIfNeeded: field.width - 1), column: width, isLabel: isLabel))
            width += field.width
        }
        self.parts = parts
        self.width = width
    }

    /// The vectors of some users or items, `[ids, width]`; unknown ones are zero.
    public func values(_ table: FeatureTable, _ ids: some Collection<Int32>) -> [Float] {
        var values = [Float](repeating: 0, count: ids.count * width)
        let rows = source == .user ? table.users : table.items
        for (index, id) in ids.enumerated() {
            for position in rows.range(id) {
                let code = rows.codes[position]
                guard let part = parts.first(where: { $0.codes.contains(code) }) else { continue }
                let column = part.column + Int(code - part.codes.lowerBound)
                values[index * width + column] = part.isLabel ? 1 : rows.weights[position]
            }
        }
        return values
    }
}
