/// Where a log comes from: kept with every result, so that it can be traced to its data.
public struct DataSource: Sendable, Equatable, Codable {
    /// Path of the file, or a word such as `synthetic` for data that was never a file.
    public var file: String
    /// Name of the format it was read as, one of `FormatRegistry.names`.
    public var formatName: String
    /// SHA-256 of the content, unpacked where the file is compressed, as 64 hexadecimal digits; empty when there is no
    /// file.
    public var sha256: String
    /// Interactions accepted.
    public var rowsRead: Int
    /// Malformed rows left out, see `ReadOptions.maximumBadRows`.
    public var rowsSkipped: Int
    /// The messages of the first malformed rows, with file, line and column.
    public var skippedMessages: [String]
    /// How the content was understood; nil when there is no file, and in sources written by older versions.
    public var interpretation: DataInterpretation?
    /// Things a person should know, such as a cache that had to be rebuilt.
    public var notes: [String]

    /// Describes a source.
    public init(
        file: String, formatName: String, sha256: String = "", rowsRead: Int = 0, rowsSkipped: Int = 0,
        skippedMessages: [String] = [], interpretation: DataInterpretation? = nil, notes: [String] = []
    ) {
        self.file = file
        self.formatName = formatName
        self.sha256 = sha256
        self.rowsRead = rowsRead
        self.rowsSkipped = rowsSkipped
        self.skippedMessages = skippedMessages
        self.interpretation = interpretation
        self.notes = notes
    }
}
