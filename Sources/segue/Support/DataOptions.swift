import ArgumentParser
import Foundation
import SegueData

/// Which data to read, and how.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File or folder of interactions, - for standard input, or the name of a data set under SEGUE_DATA or among the "
                + "downloads."))
    var data: String

    @OptionGroup var reading: ReadingOptions

    /// Reads the data.
    func load() throws -> Dataset { try reading.load(DataLocation.resolve(data)) }
}

/// How to read data.
struct ReadingOptions: ParsableArguments {
    @Option(help: "Format of the file: \(FormatRegistry.names.joined(separator: ", ")); recognized if not given.")
    var format: String?

    @Option(
        help: ArgumentHelp(
            "Columns by role, as user=visitor,item=product,time=3; by name, or by position from 1. Roles: user (or session), "
                + "item, time, rating, behavior, context."))
    var columns: String?

    @Option(help: "What stands between fields: comma, semicolon, pipe, tab, colons, space or a character.")
    var delimiter: String?

    @Flag(help: "Numbers have a comma before their fraction, as 4,5.")
    var decimalComma = false

    @Option(help: "What numbers in the time column count: s, ms, us, ns or auto.")
    var timeUnit = "auto"

    @Option(help: "How dates are written, as dd.MM.yyyy HH:mm:ss; ISO 8601 is recognized.")
    var dateFormat: String?

    @Option(help: "Malformed rows to skip and count before giving up.")
    var maxBadRows = 0

    @Option(help: "File of items' titles, categories and other attributes: CSV with a header, or JSON.")
    var items: String?

    @Option(help: "File of users' attributes: CSV with a header, or JSON.")
    var users: String?

    @Flag(help: "Neither read nor write the binary cache.")
    var noCache = false

    func validate() throws {
        guard timeUnit == "auto" || TimeUnit(symbol: timeUnit) != nil else {
            throw ValidationError("'\(timeUnit)' is no unit of time; expected one of s, ms, us, ns, auto")
        }
        guard maxBadRows >= 0 else { throw ValidationError("--max-bad-rows must be 0 or more, found \(maxBadRows)") }
    }

    func load(_ path: String) throws -> Dataset {
        let dataset = try Dataset.load(path, options: try readOptions())
        let source = dataset.log.source
        Console.error(source.readingReport)
        for note in source.notes { Console.error("note: \(note)") }
        if source.rowsSkipped > 0 {
            Console.error("skipped \(source.rowsSkipped) malformed rows, the first of them:")
            for message in source.skippedMessages { Console.error("  \(message)") }
        }
        return dataset
    }

    private func readOptions() throws -> ReadOptions {
        ReadOptions(
            formatName: format, maximumBadRows: maxBadRows,
            columns: try columns.map(ColumnMapping.init) ?? ColumnMapping(),
            delimiter: try delimiter.map(Delimiter.init), usesDecimalComma: decimalComma ? true : nil,
            timeUnit: TimeUnit(symbol: timeUnit), datePattern: try dateFormat.map(DatePattern.init),
            cacheDirectory: noCache ? nil : DatasetCache.defaultDirectory, itemAttributes: items, userAttributes: users)
    }
}
