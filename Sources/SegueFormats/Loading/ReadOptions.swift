import Foundation
import SegueData

/// How to read a data set. What is not given is recognized, and `DataSource.readingReport` tells what was.
public struct ReadOptions: Sendable, Equatable {
    /// Name of the format, one of ``FormatRegistry/names``; nil = recognize it by content.
    public var formatName: String?
    /// How many malformed rows to skip and count; with one more, reading stops. 0 = stop at the first.
    public var maximumBadRows: Int
    /// Columns by role, by name or by position from 1. Every format obeys or refuses.
    public var columns: ColumnMapping
    /// What stands between fields; nil = recognize it.
    public var delimiter: Delimiter?
    /// Whether numbers have a comma before their fraction; nil = recognize it from the ratings, unless fields are separated
    /// by commas.
    public var usesDecimalComma: Bool?
    /// What a number in the time column counts; nil = as the format says, else by the size of the first times: from
    /// 100,000,000,000 on (the year 5138 in seconds, 1973 in milliseconds) they count milliseconds, and so on.
    public var timeUnit: TimeUnit?
    /// How dates in the time column are written; nil = ISO 8601, or numbers.
    public var datePattern: DatePattern?
    /// Folder of the binary cache; nil = no cache. ``DatasetCache/defaultDirectory`` is the customary folder.
    public var cacheDirectory: URL?
    /// Whether titles, categories and user features are read from the files beside the interactions.
    public var loadsCatalogs: Bool
    /// A file of attributes of items: a table with a header, or JSON. Nil = the format's own, else `items.csv` (`.tsv`,
    /// `.jsonl`, `.json`) beside the interactions, if there is one.
    public var itemAttributes: String?
    /// A file of attributes of users; nil as for items, with `users.csv`.
    public var userAttributes: String?
    /// Whether the log keeps each row's number in the file (`InteractionLog.fileRows`), which published shuffles go by.
    public var keepsFileRows: Bool

    /// Collects options; the defaults recognize everything and stop at the first malformed row.
    public init(
        formatName: String? = nil, maximumBadRows: Int = 0, columns: ColumnMapping = ColumnMapping(),
        delimiter: Delimiter? = nil, usesDecimalComma: Bool? = nil, timeUnit: TimeUnit? = nil,
        datePattern: DatePattern? = nil, cacheDirectory: URL? = nil, loadsCatalogs: Bool = true,
        itemAttributes: String? = nil, userAttributes: String? = nil, keepsFileRows: Bool = false
    ) {
        self.formatName = formatName
        self.maximumBadRows = maximumBadRows
        self.columns = columns
        self.delimiter = delimiter
        self.usesDecimalComma = usesDecimalComma
        self.timeUnit = timeUnit
        self.datePattern = datePattern
        self.cacheDirectory = cacheDirectory
        self.loadsCatalogs = loadsCatalogs
        self.itemAttributes = itemAttributes
        self.userAttributes = userAttributes
        self.keepsFileRows = keepsFileRows
    }

    /// Checks that the options do not contradict each other.
    ///
    /// - Throws: ``ReadError`` of kind `usage`.
    func validate() throws {
        guard timeUnit == nil || datePattern == nil else {
            throw ReadError(
                .usage, path: "--date-format", problem: "times are either dates or numbers of a unit",
                remedy: "Give --date-format or --time-unit, not both.")
        }
    }

    /// How a format lays out a file, and what is kept of it.
    func layout(of format: any InteractionFormat, for sample: FileSample) throws -> FileLayout {
        let layout = try format.layout(for: sample, options: self)
        return keepsFileRows ? layout.keepingFileRows() : layout
    }
}
