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

extension DataSource {
    /// How the file was read, in one line: `read as csv: user=user_id, item=item_id, time=timestamp (ms), 123 rows`.
    ///
    /// Columns of a file without header are shown by their positions. What is usual for the format is left out.
    public var readingReport: String {
        var parts: [String] = []
        for column in interpretation?.columns ?? [] {
            let name =
                interpretation?.delimiter != nil && interpretation?.hasHeader == false
                ? "column \(column.name)" : column.name
            let times = column.role == "time" ? interpretation?.times.map { " (\($0))" } ?? "" : ""
            parts.append("\(column.role)=\(name)\(times)")
        }
        parts.append(rowsRead == 1 ? "1 row" : "\(rowsRead) rows")
        if rowsSkipped > 0 { parts.append("\(rowsSkipped) malformed skipped") }
        return "read as \(formatName)\(particulars): \(parts.joined(separator: ", "))"
    }

    private var particulars: String {
        guard let interpretation else { return "" }
        var words: [String] = []
        if formatName == "csv", let delimiter = interpretation.delimiter, delimiter != "," {
            words.append("separated by \(delimiter)")
        }
        if interpretation.usesDecimalComma { words.append("decimal commas") }
        return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
    }
}

extension DataSource {
    /// What makes the data another than `other`, each in a few words and with both values; empty when both are the same
    /// interactions as far as can be told.
    ///
    /// Where the file lies, how it is compressed and how many malformed rows would have been allowed do not matter. What
    /// one of the two does not record (a source of an older version) is not compared.
    public func differences(from other: DataSource) -> [String] {
        var found: [String] = []
        func compare(_ what: String, _ mine: String?, _ others: String?) {
            if mine != others { found.append("\(what): \(mine ?? "none") instead of \(others ?? "none")") }
        }
        if !sha256.isEmpty, !other.sha256.isEmpty { compare("SHA-256 of the content", sha256, other.sha256) }
        compare("format", formatName, other.formatName)
        compare("malformed rows left out", "\(rowsSkipped)", "\(other.rowsSkipped)")
        guard let mine = interpretation, let others = other.interpretation else { return found }
        let roles = (others.columns + mine.columns).map(\.role)
        for (index, role) in roles.enumerated() where roles.firstIndex(of: role) == index {
            let names = [mine, others].map { $0.names(of: role).joined(separator: " and ") }
            compare("column of \(role)", names[0].isEmpty ? nil : names[0], names[1].isEmpty ? nil : names[1])
        }
        compare("times", mine.times, others.times)
        compare("delimiter", mine.delimiter, others.delimiter)
        compare("header", mine.hasHeader ? "one" : nil, others.hasHeader ? "one" : nil)
        compare("decimal sign", mine.usesDecimalComma ? "comma" : "point", others.usesDecimalComma ? "comma" : "point")
        return found
    }
}

extension DataSource {
    /// Name of the format of one session per line, without users.
    package static let sessionsFormat = "sessions"

    /// Name of the format of one question per line.
    package static let prefixTargetFormat = "prefix-target"

    /// Whether line numbers stand for users, so that equal ones of two files are not the same user.
    package var numbersItsUsers: Bool { [Self.sessionsFormat, Self.prefixTargetFormat].contains(formatName) }

    /// Whether only the last item of each user is to be predicted.
    package var asksForLastItems: Bool { formatName == Self.prefixTargetFormat }
}

extension InteractionLog {
    /// Number of users whose items are the beginning of the items of the user before: a prefix file has many, a file of
    /// sessions hardly any.
    package var nestedPrefixCount: Int {
        (1..<max(1, userCount)).count { user in
            let (longer, shorter) = (
                itemColumn[offsets[user - 1]..<offsets[user]], itemColumn[offsets[user]..<offsets[user + 1]]
            )
            return shorter.count > 0 && shorter.count < longer.count && longer.starts(with: shorter)
        }
    }

    /// What a person must know of lines that repeat the beginning of the line before; nil where there are few, or where
    /// users are no lines.
    package func nestedPrefixNote(_ consequence: String) -> String? {
        guard source.numbersItsUsers else { return nil }
        let nested = nestedPrefixCount
        guard nested * 3 >= userCount, nested > 1 else { return nil }
        return "\(nested) of \(userCount) lines of \(source.file) are the beginning of the line before: \(consequence)"
    }
}
