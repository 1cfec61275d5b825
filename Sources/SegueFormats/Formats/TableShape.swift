/// What can be seen of a table before its format is known: its delimiter, its header if it has one, and its first rows.
///
/// Delimiters and headers are recognized here alone; formats look at what was seen here.
struct TableShape {
    /// Path of the file, for messages.
    let path: String
    let delimiter: Delimiter
    /// The names of the columns; nil when the file has no header.
    let header: [String]?
    /// Rows after the header.
    let rows: [[String]]
    /// Number of fields of a row: the header's, else the most common.
    private(set) var fieldCount: Int
    /// Line of the header, or of the first row.
    let firstLine: Int

    /// Looks at a file with a given delimiter; nil when it has no rows.
    init?(_ sample: FileSample, delimiter: Delimiter, quotes: Bool, mapping: ColumnMapping) {
        let all = sample.rows(delimiter, quotes: quotes)
        guard let first = all.first else { return nil }
        path = sample.path
        self.delimiter = delimiter
        firstLine = sample.firstLine
        let hasHeader = HeaderRule(rows: all, mapping: mapping).hasHeader
        header = hasHeader ? first : nil
        rows = hasHeader ? Array(all.dropFirst()) : all
        fieldCount = hasHeader ? first.count : Self.mostCommonCount(all)
    }

    /// The names of the columns, or their positions from 1.
    var names: [String] { header ?? (0..<fieldCount).map { "\($0 + 1)" } }

    /// Rows that have as many fields as a row should have.
    var wholeRows: [[String]] { rows.filter { $0.count == fieldCount } }

    /// Whether at least half of the rows pass a test, and there is a row.
    func mostRows(_ test: ([String]) -> Bool) -> Bool {
        !rows.isEmpty && rows.count { test($0) } * 2 >= rows.count
    }

    /// Whether this can be a table: more than one column, and most rows as long as they should be.
    var isRegular: Bool {
        fieldCount >= 2 && (header != nil && rows.isEmpty || mostRows { $0.count == fieldCount })
    }

    /// Takes a number of columns for granted, unless a header says another.
    mutating func expect(_ count: Int) {
        if header == nil { fieldCount = count }
    }

    /// Looks at a file with the delimiter that fits best: one that shows a known header, else one that makes most columns.
    ///
    /// - Parameter delimiters: those to choose from, the surer first.
    static func recognize(
        _ sample: FileSample, among delimiters: [Delimiter], quotes: Bool, mapping: ColumnMapping
    ) -> TableShape? {
        let present = delimiters.filter(sample.contains)
        let shapes = (present.isEmpty ? Array(delimiters.prefix(1)) : present).compactMap { delimiter in
            TableShape(sample, delimiter: delimiter, quotes: quotes, mapping: mapping)
        }
        let regular = shapes.filter(\.isRegular)
        let headed = regular.filter { shape in shape.header.map { HeaderRule.isKnown($0, mapping) } ?? false }
        if let best = widest(headed) { return best }
        return widest(regular.filter { !$0.delimiter.isRun }) ?? regular.first ?? widest(shapes)
    }

    /// The one with most columns, of equal ones the first.
    private static func widest(_ shapes: [TableShape]) -> TableShape? {
        shapes.reduce(nil) { best, shape in (best?.fieldCount ?? 0) >= shape.fieldCount ? best : shape }
    }

    /// The number of fields that most rows have; of equally common ones the first row's, else the largest.
    private static func mostCommonCount(_ rows: [[String]]) -> Int {
        var counts: [Int: Int] = [:]
        for row in rows { counts[row.count, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        if let first = rows.first?.count, counts[first] == most { return first }
        return counts.filter { $0.value == most }.keys.max() ?? 0
    }
}
