/// Decides whether the first row of a table names its columns.
///
/// Names decide, wherever they stand: well-known ones, those of atomic files, and those that the options give. A number in
/// the options is a position and never a name, so that values of data rows are never taken for names.
struct HeaderRule {
    let rows: [[String]]
    let mapping: ColumnMapping

    /// Whether the first row is a header.
    var hasHeader: Bool {
        guard let first = rows.first else { return false }
        if Self.isKnown(first, mapping) { return true }
        let others = rows.dropFirst().filter { $0.count == first.count }
        guard first.contains(where: { !$0.isEmpty }), !first.contains(where: FieldKind.isNumberLike) else {
            return false
        }
        return ColumnNames.tellAnything(first) || namesStandOverNumbers(first, others)
    }

    /// Whether a row holds names that make it a header beyond doubt.
    static func isKnown(_ row: [String], _ mapping: ColumnMapping) -> Bool {
        RecBoleFormat.columns(of: row) != nil || ColumnNames.tellUserAndItem(row)
            || mapping.names.contains { Int($0) == nil && row.contains($0) }
    }

    /// Whether words stand over a column of numbers: over that of times or ratings one number is enough, as no word can be
    /// a time; over others there must be several.
    private func namesStandOverNumbers(_ first: [String], _ others: [[String]]) -> Bool {
        let measured = [mapping.time, mapping.rating].compactMap { $0.flatMap(ColumnMapping.index) }
        return first.indices.contains { index in
            let needed = measured.contains(index) ? 1 : 3
            return others.count >= needed && others.allSatisfy { FieldKind.isNumberLike($0[index]) }
        }
    }
}
