/// What somebody did before a moment, oldest first: a view of some rows of columns, of which nothing is copied.
public struct History: Sendable {
    /// The columns that the rows belong to.
    public let columns: InteractionColumns
    /// The rows of the history.
    public let rows: Range<Int>

    /// A view of some rows.
    /// - Precondition: the rows exist.
    public init(columns: InteractionColumns, rows: Range<Int>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= columns.count, "rows outside the columns")
        self.columns = columns
        self.rows = rows
    }

    /// A history of items alone.
    public init(items: [Int32], times: [Int64]? = nil) {
        self.init(columns: InteractionColumns(items: items, times: times), rows: 0..<items.count)
    }

    /// Nothing yet.
    public static let empty = History(items: [])

    /// Number of interactions.
    public var count: Int { rows.count }
    /// Whether there is none.
    public var isEmpty: Bool { rows.isEmpty }
    /// Item indices; the slice begins at `rows.lowerBound`.
    @inlinable public var items: ArraySlice<Int32> { columns.items[rows] }
    /// Times since 1970 in the columns' unit; nil without times.
    public var times: ArraySlice<Int64>? { columns.times?[rows] }
    /// Ratings; nil without ratings.
    public var ratings: ArraySlice<Float>? { columns.ratings?[rows] }
    /// Positions in the columns' `behaviorNames`; nil without kinds of interaction.
    public var behaviors: ArraySlice<UInt8>? { columns.behaviors?[rows] }

    /// The first interactions, at most `count`.
    public func prefix(_ count: Int) -> History {
        History(columns: columns, rows: rows.lowerBound..<rows.lowerBound + min(max(0, count), rows.count))
    }

    /// The last interactions, at most `count`.
    public func suffix(_ count: Int) -> History {
        History(columns: columns, rows: rows.upperBound - min(max(0, count), rows.count)..<rows.upperBound)
    }

    /// A history of its own with other items: what a model calls them.
    public func mappingItems(_ transform: (Int32) -> Int32) -> History {
        let own = columns.selecting(Array(rows), items: items.map(transform))
        return History(columns: own, rows: 0..<own.count)
    }
}
