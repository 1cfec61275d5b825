/// How the bytes of a file were understood: together with the bytes it is the identity of the data.
///
/// It records what was done, whether a person asked for it or it was recognized.
public struct DataInterpretation: Sendable, Equatable, Codable {
    /// A column that was read, and what for.
    public struct Column: Sendable, Equatable, Codable {
        /// `user`, `item`, `time`, `rating`, `behavior` or `context`.
        public var role: String
        /// The column's name in the header, the key in JSON, or the position from 1 in a file without header.
        public var name: String

        /// Gives a column a role.
        public init(role: String, name: String) {
            self.role = role
            self.name = name
        }
    }

    /// The columns that were read; user and item come first. Empty for formats that are no tables.
    public var columns: [Column]
    /// What stands between fields: `,`, `;`, `|`, `tab`, `::`, `blanks` or another character; nil where there are no
    /// fields.
    public var delimiter: String?
    /// Whether the first line names the columns.
    public var hasHeader: Bool
    /// What times count (`s`, `ms`, `us`, `ns`), `ISO 8601`, or the pattern of their dates; nil without times.
    public var times: String?
    /// Whether numbers are written with a comma before their fraction.
    public var usesDecimalComma: Bool
    /// How many malformed rows were allowed; how many there were is ``DataSource/rowsSkipped``.
    public var maximumBadRows: Int

    /// Describes an understanding.
    public init(
        columns: [Column], delimiter: String? = nil, hasHeader: Bool = false, times: String? = nil,
        usesDecimalComma: Bool = false, maximumBadRows: Int = 0
    ) {
        self.columns = columns
        self.delimiter = delimiter
        self.hasHeader = hasHeader
        self.times = times
        self.usesDecimalComma = usesDecimalComma
        self.maximumBadRows = maximumBadRows
    }

    /// The names of the columns with a role, in order; more than one for `context` only.
    public func names(of role: String) -> [String] { columns.filter { $0.role == role }.map(\.name) }
}
