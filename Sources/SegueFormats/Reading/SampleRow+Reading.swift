import SegueData

extension SampleRow {
    private static let limit = 3

    /// The first rows that were accepted, in the order of the file. The columns must not have been sorted yet.
    static func first(of rows: borrowing RowAssembler, columns: ColumnPointers) -> [SampleRow] {
        (0..<min(limit, rows.rowCount)).map { row in
            var context: [String: String] = [:]
            for (place, column) in rows.layout.contexts.enumerated() {
                let bits = columns.contexts[place * columns.capacity + row]
                let number = Float(bitPattern: bits)
                context[column.name] =
                    column.isNumber
                    ? (number.isNaN ? nil : "\(number)") : rows.contexts[place].id(at: Int32(bitPattern: bits))
            }
            return SampleRow(
                user: rows.users.id(at: columns.users[row]) ?? "", item: rows.items.id(at: columns.items[row]) ?? "",
                time: columns.times.isEmpty ? nil : Instant(columns.times[row], rows.timeUnit).iso8601,
                rating: columns.ratings.isEmpty ? nil : columns.ratings[row],
                behavior: columns.behaviors.isEmpty
                    ? nil : rows.behaviors.id(at: Int32(columns.behaviors[row]) + 1),
                context: context)
        }
    }
}
