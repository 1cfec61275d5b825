import ArgumentParser
import Foundation
import SegueData
import SegueFormats

/// Which data to read, and how: one file that is split, or the parts of a split that files give.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File or folder of interactions, - for standard input, or the name of a data set under SEGUE_DATA or among the "
                + "downloads."))
    var data: String?

    @Option(help: "In place of --data: the file that is trained on, of a split that files give.")
    var train: String?

    @Option(help: "With --train: the file that training is watched on.")
    var validation: String?

    @Option(help: "With --train: the file that is tested on. Users that --train lacks are histories of their own.")
    var test: String?

    @Option(help: "Format of --validation and --test. (default: that of --format, else recognized by content)")
    var testFormat: String?

    @OptionGroup var reading: ReadingOptions

    func validate() throws {
        switch (data, train ?? validation, test) {
        case (_?, nil, nil): break
        case (nil, _, _?): break
        case (_?, _, _): throw ValidationError("--data cannot be combined with --train, --validation and --test")
        case (nil, _, nil):
            throw ValidationError("name the data: --data FILE, or --train FILE --test FILE for a given split")
        }
    }

    /// Reads the data.
    /// - Parameters:
    ///   - needsTraining: Whether a test part alone does not suffice.
    ///   - keepsFileRows: Whether the split goes by the rows of the file.
    func load(needsTraining: Bool = true, keepsFileRows: Bool = false) throws -> Dataset {
        if let data { return try reading.load(DataLocation.resolve(data), keepsFileRows: keepsFileRows) }
        guard let test, train != nil || !needsTraining else {
            throw ValidationError(
                "--test needs --train, the file that is trained on (evaluate --new-data does without)")
        }
        func held(_ path: String) throws -> Dataset { try reading.load(DataLocation.resolve(path), format: testFormat) }
        let parts = GivenParts(
            train: try train.map { try reading.load(DataLocation.resolve($0)) },
            validation: try validation.map(held), test: try held(test))
        let joined = try parts.joined()
        Console.notes(joined.log.source.notes.filter { note in !parts.notesOfFiles.contains(note) })
        return joined
    }
}

extension GivenParts {
    /// What was already said when the files were read.
    fileprivate var notesOfFiles: [String] {
        [train, validation, test].compactMap { $0 }.flatMap(\.log.source.notes)
    }
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

    /// Reads a file.
    /// - Parameters:
    ///   - path: The file or folder.
    ///   - format: Its format where it is not the one of `--format`.
    ///   - keepsFileRows: Whether the log keeps the numbers of the file's rows.
    func load(_ path: String, format other: String? = nil, keepsFileRows: Bool = false) throws -> Dataset {
        var options = try readOptions()
        options.keepsFileRows = keepsFileRows
        options.formatName = other ?? options.formatName
        let dataset = try Dataset.load(path, options: options)
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
