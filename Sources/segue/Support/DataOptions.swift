import ArgumentParser
import Foundation
import SegueData

/// Which data to read, and how.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File or folder of interactions, or the name of a data set under SEGUE_DATA or among the downloads."))
    var data: String

    @OptionGroup var reading: ReadingOptions

    /// Reads the data.
    func load() throws -> Dataset { try reading.load(DataLocation.resolve(data)) }
}

/// How to read data.
struct ReadingOptions: ParsableArguments {
    @Option(help: "Format of the file; recognised by content if not given.")
    var format: String?

    @Option(help: "Columns by role, as user=visitor,item=product,time=timestamp.")
    var columns: String?

    @Option(help: "Malformed rows to skip and count before giving up.")
    var maxBadRows = 0

    @Option(help: "File of items' titles, categories and other attributes: CSV with a header, or JSON.")
    var items: String?

    @Option(help: "File of users' attributes: CSV with a header, or JSON.")
    var users: String?

    @Flag(help: "Neither read nor write the binary cache.")
    var noCache = false

    func load(_ path: String) throws -> Dataset {
        var options = ReadOptions(formatName: format, maximumBadRows: maxBadRows)
        if let columns { options.columns = try ColumnMapping(parsing: columns) }
        (options.itemAttributes, options.userAttributes) = (items, users)
        if !noCache { options.cacheDirectory = DatasetCache.defaultDirectory }
        let dataset = try Dataset.load(path, options: options)
        for note in dataset.log.source.notes { Console.error("note: \(note)") }
        if dataset.log.source.rowsSkipped > 0 {
            Console.error("skipped \(dataset.log.source.rowsSkipped) malformed rows, the first of them:")
            for message in dataset.log.source.skippedMessages { Console.error("  \(message)") }
        }
        return dataset
    }
}
