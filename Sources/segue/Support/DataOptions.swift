import ArgumentParser
import Foundation
import SegueData

/// Which data to read, and how: one file that is split, or the parts of a split that files give.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File or folder of interactions, or the name of a data set under SEGUE_DATA or among the downloads."))
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
    /// - Parameter needsTraining: Whether a test part alone does not suffice.
    func load(needsTraining: Bool = true) throws -> Dataset {
        if let data { return try reading.load(DataLocation.resolve(data)) }
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
    @Option(help: "Format of the file; recognised by content if not given.")
    var format: String?

    @Option(help: "Columns by role, as user=visitor,item=product,time=timestamp.")
    var columns: String?

    @Option(help: "Malformed rows to skip and count before giving up.")
    var maxBadRows = 0

    @Flag(help: "Neither read nor write the binary cache.")
    var noCache = false

    /// Reads a file.
    /// - Parameters:
    ///   - path: The file or folder.
    ///   - format: Its format where it is not the one of `--format`.
    func load(_ path: String, format other: String? = nil) throws -> Dataset {
        var options = ReadOptions(formatName: other ?? format, maximumBadRows: maxBadRows)
        if let columns { options.columns = try ColumnMapping(parsing: columns) }
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
