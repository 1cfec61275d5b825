import SegueCore

/// A table of results: models as rows, metrics as columns, published figures and intervals beside them if wished.
///
/// It is a model, not a text: render it with ``plainText(width:)``, ``markdown()``, ``html()`` or ``json()``.
public struct ResultTable: Codable, Sendable, Equatable {
    /// What the table shows.
    public var title: String

    /// How it was measured; printed under the title.
    public var protocolText: String

    /// The same as a record, for programs; nil for a table that no evaluation made.
    public var protocolRecord: ProtocolRecord?

    /// The columns, one per metric.
    public var columns: [Column]

    /// The rows, one a model, in the order shown.
    public var rows: [Row]

    /// Remarks under the table.
    public var notes: [String]

    /// What the rows are; nil for models.
    public var rowTitle: String?

    /// A table.
    public init(
        title: String, protocolText: String, protocolRecord: ProtocolRecord? = nil, columns: [Column], rows: [Row],
        notes: [String] = [], rowTitle: String? = nil
    ) {
        self.title = title
        self.protocolText = protocolText
        self.protocolRecord = protocolRecord
        self.columns = columns
        self.rows = rows
        self.notes = notes
        self.rowTitle = rowTitle
    }

    /// A column.
    public struct Column: Codable, Sendable, Equatable {
        /// The head.
        public var title: String
        /// Number of decimals.
        public var decimals: Int
        /// Which value is marked as best: the greatest or the least; nil for none.
        public var direction: Direction?

        /// A column.
        public init(title: String, decimals: Int = 4, direction: Direction? = .higher) {
            self.title = title
            self.decimals = decimals
            self.direction = direction
        }

        /// The column of a metric: popularity is a count and has no best.
        public init(_ metric: Metric) {
            self.init(title: metric.title, decimals: metric.kind.decimals, direction: metric.kind.direction)
        }
    }

    /// A row.
    public struct Row: Codable, Sendable, Equatable {
        /// The model's name.
        public var name: String
        /// The cells, one a column; missing ones are shown as absent.
        public var cells: [Cell]

        /// A row.
        public init(name: String, cells: [Cell]) {
            self.name = name
            self.cells = cells
        }
    }

    /// One figure and what stands beside it.
    public struct Cell: Codable, Sendable, Equatable {
        /// The value; nil where it is undefined or was not measured.
        public var value: Double?
        /// What is printed after "±": half an interval or a standard deviation; the notes say which.
        public var spread: Double?
        /// The figure that was published for this model.
        public var published: Double?
        /// How the value stands to the reference model's.
        public var significance: Significance?

        /// A cell.
        public init(
            value: Double?, spread: Double? = nil, published: Double? = nil, significance: Significance? = nil
        ) {
            self.value = value
            self.spread = spread
            self.published = published
            self.significance = significance
        }
    }

    /// How a value stands to the reference model's.
    public enum Significance: String, Codable, Sendable {
        /// Significantly better.
        case better
        /// Significantly worse.
        case worse

        /// The mark in a table.
        var mark: String { self == .better ? "▲" : "▼" }
    }
}

extension ResultTable.Column {
    private enum CodingKeys: String, CodingKey {
        case title, decimals, marksBest, direction
    }

    /// Reads a column; one that marks a best and says no direction marks the greatest, as all did once.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let marksBest = try values.decode(Bool.self, forKey: .marksBest)
        let direction = try values.decodeIfPresent(Direction.self, forKey: .direction) ?? .higher
        self.init(
            title: try values.decode(String.self, forKey: .title),
            decimals: try values.decode(Int.self, forKey: .decimals),
            direction: marksBest ? direction : nil)
    }

    /// Writes whether a best is marked, and the direction where less is better.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(title, forKey: .title)
        try values.encode(decimals, forKey: .decimals)
        try values.encode(direction != nil, forKey: .marksBest)
        if direction == .lower { try values.encode(direction, forKey: .direction) }
    }
}
