import Foundation

/// How to read a data set.
public struct ReadOptions: Sendable, Equatable {
    /// Name of the format, one of ``FormatRegistry/names``; nil = recognise it by content.
    public var formatName: String?
    /// How many malformed rows to skip and count; with one more, reading stops. 0 = stop at the first.
    public var maximumBadRows: Int
    /// Names of columns, for formats with a header, JSON Lines, and headerless files with numbered columns.
    public var columns: ColumnMapping
    /// What a number in the time column counts.
    public var timeUnit: TimeUnit
    /// Folder of the binary cache; nil = no cache. ``DatasetCache/defaultDirectory`` is the customary place.
    public var cacheDirectory: URL?
    /// Whether titles, categories and user features are read from the files beside the interactions.
    public var loadsCatalogs: Bool
    /// A file of attributes of items: a table with a header, or JSON. Nil = the format's own, else `items.csv` (`.tsv`,
    /// `.jsonl`, `.json`) beside the interactions, if there is one.
    public var itemAttributes: String?
    /// A file of attributes of users; nil as for items, with `users.csv`.
    public var userAttributes: String?

    /// What a number in a time column counts.
    public enum TimeUnit: String, Sendable, CaseIterable, Codable {
        /// As the format says; for generic formats decided by the size of the first time: from 100,000,000,000 on
        /// (the year 5138 in seconds, 1973 in milliseconds) it counts milliseconds.
        case automatic
        /// Seconds since 1970, possibly with a fraction.
        case seconds
        /// Milliseconds since 1970.
        case milliseconds
    }

    /// Collects options; the defaults recognise the format and stop at the first malformed row.
    public init(
        formatName: String? = nil, maximumBadRows: Int = 0, columns: ColumnMapping = ColumnMapping(),
        timeUnit: TimeUnit = .automatic, cacheDirectory: URL? = nil, loadsCatalogs: Bool = true,
        itemAttributes: String? = nil, userAttributes: String? = nil
    ) {
        self.formatName = formatName
        self.maximumBadRows = maximumBadRows
        self.columns = columns
        self.timeUnit = timeUnit
        self.cacheDirectory = cacheDirectory
        self.loadsCatalogs = loadsCatalogs
        self.itemAttributes = itemAttributes
        self.userAttributes = userAttributes
    }
}
