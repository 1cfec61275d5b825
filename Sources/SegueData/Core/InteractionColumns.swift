/// Interactions in columns, one entry per row: what a log, a bundle's users and a request all hold.
///
/// Each optional column is either absent or as long as ``items``.
public struct InteractionColumns: Sendable, Equatable {
    /// `[count]` item indices, from 1; 0 (padding) for an item that is not known.
    public let items: [Int32]
    /// `[count]` times since 1970 in ``timeUnit``; nil when the order of rows is the order of events.
    public let times: [Int64]?
    /// What ``times`` count.
    public let timeUnit: TimeUnit
    /// `[count]` ratings.
    public let ratings: [Float]?
    /// `[count]` positions in ``behaviorNames``.
    public let behaviors: [UInt8]?
    /// The kinds of interaction, such as `pv`, `buy`, `cart`, `fav`, in order of first appearance.
    public let behaviorNames: [String]
    /// Further named columns, `[count]` each.
    public let contexts: [ContextColumn]
    /// `[count]` numbers of the rows in the file they were read from, from 0 and without malformed ones; nil where nobody
    /// asked for them.
    public let fileRows: [Int32]?

    /// Columns as given.
    /// - Precondition: every column has as many rows as `items`.
    public init(
        items: [Int32], times: [Int64]? = nil, timeUnit: TimeUnit = .seconds, ratings: [Float]? = nil,
        behaviors: [UInt8]? = nil, behaviorNames: [String] = [], contexts: [ContextColumn] = [],
        fileRows: [Int32]? = nil
    ) {
        self.init(
            unchecked: items, times: times, timeUnit: timeUnit, ratings: ratings, behaviors: behaviors,
            behaviorNames: behaviorNames, contexts: contexts, fileRows: fileRows)
        precondition(columnOfOtherLength == nil, "columns must be equally long")
    }

    /// Columns whose lengths the caller checks.
    init(
        unchecked items: [Int32], times: [Int64]?, timeUnit: TimeUnit, ratings: [Float]?, behaviors: [UInt8]?,
        behaviorNames: [String], contexts: [ContextColumn], fileRows: [Int32]? = nil
    ) {
        self.items = items
        self.times = times
        self.timeUnit = timeUnit
        self.ratings = ratings
        self.behaviors = behaviors
        self.behaviorNames = behaviorNames
        self.contexts = contexts
        self.fileRows = fileRows
    }

    /// Number of rows.
    public var count: Int { items.count }

    /// Some rows as a history, without a copy.
    public subscript(rows: Range<Int>) -> History { History(columns: self, rows: rows) }

    /// The context column of this name, or nil.
    public func context(named name: String) -> ContextColumn? { contexts.first { $0.name == name } }

    /// Only these rows, in this order.
    /// - Precondition: the rows exist.
    public func selecting(_ rows: [Int]) -> InteractionColumns {
        selecting(rows, items: rows.map { items[$0] })
    }

    /// Only these rows, in this order, with items of other indices.
    func selecting(_ rows: [Int], items: [Int32]) -> InteractionColumns {
        InteractionColumns(
            unchecked: items, times: times.map { column in rows.map { column[$0] } }, timeUnit: timeUnit,
            ratings: ratings.map { column in rows.map { column[$0] } },
            behaviors: behaviors.map { column in rows.map { column[$0] } }, behaviorNames: behaviorNames,
            contexts: contexts.map { $0.selecting(rows) }, fileRows: fileRows.map { column in rows.map { column[$0] } })
    }

    /// Rows of several columns, one after the other. Of times, ratings and kinds those remain that all have; times must
    /// be in one unit, kinds of one list. Contexts are left out.
    public init(joining parts: [(columns: InteractionColumns, rows: [Int])]) {
        func join<Value>(_ column: KeyPath<InteractionColumns, [Value]?>) -> [Value]? {
            guard !parts.isEmpty, parts.allSatisfy({ $0.columns[keyPath: column] != nil }) else { return nil }
            return parts.flatMap { part in
                part.columns[keyPath: column].map { values in part.rows.map { values[$0] } } ?? []
            }
        }
        let first = parts.first?.columns
        let sameUnit = parts.allSatisfy { $0.columns.timeUnit == first?.timeUnit }
        let sameKinds = parts.allSatisfy { $0.columns.behaviorNames == first?.behaviorNames }
        self.init(
            items: parts.flatMap { part in part.rows.map { part.columns.items[$0] } },
            times: sameUnit ? join(\.times) : nil, timeUnit: first?.timeUnit ?? .seconds, ratings: join(\.ratings),
            behaviors: sameKinds ? join(\.behaviors) : nil, behaviorNames: first?.behaviorNames ?? [])
    }

    /// The same rows without ratings.
    var withoutRatings: InteractionColumns {
        InteractionColumns(
            unchecked: items, times: times, timeUnit: timeUnit, ratings: nil, behaviors: behaviors,
            behaviorNames: behaviorNames, contexts: contexts, fileRows: fileRows)
    }

    /// The first column that is not as long as the items; nil when all fit.
    var columnOfOtherLength: (name: String, count: Int)? {
        var lengths = [("time", times?.count), ("rating", ratings?.count), ("behavior", behaviors?.count)]
        lengths.append(("file row", fileRows?.count))
        lengths += contexts.map { ($0.name, Optional($0.count)) }
        for case (let name, let found?) in lengths where found != count { return (name, found) }
        return nil
    }
}
