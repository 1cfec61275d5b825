import SegueData

@testable import SegueFormats

/// A table made up by chance: its text in some form, and the rows that a reader must find in it.
struct RandomTable {
    /// The bytes of the file.
    private(set) var bytes: [UInt8] = []
    /// How to read it.
    private(set) var options = ReadOptions()
    /// `user item time rating` of every good row, in the order of the file.
    private(set) var rows: [(user: String, item: String, nanoseconds: Int64?, rating: Float?)] = []
    /// Lines of the bad rows.
    private(set) var badLines: [Int] = []

    private var generator: SeededGenerator
    private var line = 1
    private let delimiter: Delimiter
    private let lineEnds: [String]
    private let hasHeader, hasTimes, hasRatings, isQuoted: Bool
    private let columns: [String]
    private var text = ""

    /// Makes a table; equal seeds give equal tables.
    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        delimiter = [Delimiter.comma, .semicolon, .pipe, .tab, .colons, .blanks][Int(generator.next(below: 6))]
        lineEnds = [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]][Int(generator.next(below: 4))]
        hasHeader = generator.next(below: 2) == 0
        hasTimes = generator.next(below: 4) > 0
        hasRatings = generator.next(below: 2) == 0
        let wantsQuotes = generator.next(below: 2) == 0
        isQuoted = wantsQuotes && delimiter.allowsQuotes
        var names = ["user_id", "item_id"] + (hasTimes ? ["timestamp"] : []) + (hasRatings ? ["rating"] : [])
        for filler in ["page", "note"] where generator.next(below: 2) == 0 { names.append(filler) }
        for index in names.indices.reversed() { names.swapAt(index, Int(generator.next(below: UInt64(index + 1)))) }
        columns = names
        write()
    }

    private mutating func write() {
        options.maximumBadRows = 1000
        options.formatName = "csv"
        options.delimiter = delimiter
        options.timeUnit = .seconds
        if hasHeader {
            blankLines()
            var names: [String] = []
            for name in columns { names.append(quoted(name)) }
            endRow(names)
        } else {
            func position(_ name: String) -> String? { columns.firstIndex(of: name).map { "\($0 + 1)" } }
            options.columns = ColumnMapping(
                user: position("user_id"), item: position("item_id"), time: position("timestamp"),
                rating: position("rating"))
        }
        row(isBad: false, isFirst: true)
        for _ in 0..<generator.next(below: 30) {
            blankLines()
            // Most rows are good, as without header the number of columns is what most rows have.
            row(isBad: generator.next(below: 6) == 0 && rows.count > badLines.count + 1)
        }
        encode()
    }

    private mutating func chance(_ count: UInt64) -> Int { Int(generator.next(below: count)) }

    private mutating func blankLines() {
        while chance(5) == 0 { endLine(["", "  ", " \t"][delimiter == .tab ? 0 : chance(3)]) }
    }

    /// The user of the first row is a number, without which a first row without header could be taken for one.
    private mutating func row(isBad: Bool, isFirst: Bool = false) {
        let user = isFirst ? "42" : identifier()
        let item = identifier()
        let fraction = ["", ".5", ".25", ".000001", ".123456789"][chance(5)]
        let whole = Int64(1_000_000_000 + chance(1_000_000_000))
        let rating = ["1", "2.5", "-3", "0.125", "4e0"][chance(5)]
        let values = ["user_id": user, "item_id": item, "timestamp": "\(whole)\(fraction)", "rating": rating]
        var fields = columns.map { quoted(values[$0] ?? identifier()) }
        if isBad {
            badLines.append(line)
            spoil(&fields)
        } else {
            let digits = fraction.dropFirst() + String(repeating: "0", count: 9 - max(fraction.count - 1, 0))
            rows.append(
                (
                    user, item, hasTimes ? whole * 1_000_000_000 + (Int64(digits) ?? 0) : nil,
                    hasRatings ? Float(rating) : nil
                ))
        }
        endRow(fields)
    }

    /// Makes a row malformed.
    private mutating func spoil(_ fields: inout [String]) {
        let measured = columns.indices.filter { ["timestamp", "rating"].contains(columns[$0]) }
        if let index = measured.first, chance(2) == 0 {
            fields[index] = ["x", "1.2.3", "--1", "1e999"][chance(4)]
        } else {
            fields.append("more")
        }
    }

    private mutating func identifier() -> String {
        let words = ["a", "B7", "é", "日本", "u-1", "42", "007", "x.y", "o'k", "🎬"]
        var text = words[chance(10)] + String(chance(9))
        if isQuoted, chance(3) == 0 {
            text +=
                ["\"", delimiter.description == "tab" ? "\t" : delimiter.description, "\n", "\r\n", " "][chance(5)]
                + "z"
        }
        return text
    }

    /// A field as it is written.
    private mutating func quoted(_ field: String) -> String {
        let special = field.unicodeScalars.contains { "\"\n\r,;|\t".unicodeScalars.contains($0) }
        guard isQuoted, special || chance(4) == 0 else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private mutating func endRow(_ fields: [String]) {
        let separator = delimiter == .tab ? "\t" : delimiter == .blanks ? " " : delimiter.description
        var row = fields.joined(separator: separator)
        if delimiter == .blanks {
            row = fields.joined(separator: [" ", "  ", "\t", " \t "][chance(4)]) + (chance(2) == 0 ? " " : "")
        }
        endLine(row)
    }

    private mutating func endLine(_ content: String) {
        let end = lineEnds[chance(UInt64(lineEnds.count))]
        // A carriage return and the line feed of an empty line after it would be one end.
        let merges = content.isEmpty && end == "\n" && text.unicodeScalars.last == "\r"
        text += content + (merges ? "\r" : end)
        // Line breaks within quotes count as lines, too.
        line += content.unicodeScalars.count { $0 == "\n" } + 1
    }

    private mutating func encode() {
        switch chance(4) {
        case 0: bytes = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        case 1: bytes = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        case 2: bytes = [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        default: bytes = Array(text.utf8)
        }
    }
}
