import ArgumentParser
import Foundation
import SegueData
import SegueFiles
import SegueFormats

/// `segue data`
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Looks at, fetches and converts data.",
        subcommands: [Inspect.self, Download.self, Convert.self])

    /// `segue data inspect`
    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tells what is in a file or folder.")

        @Argument(help: "File, folder or name of a data set.")
        var path: String

        @OptionGroup var reading: ReadingOptions

        @Flag(help: "Print JSON.")
        var json = false

        /// A row as it was understood, role by role.
        private static func text(_ row: SampleRow) -> String {
            let roles: [(String, String?)] = [
                ("user", row.user), ("item", row.item), ("time", row.time), ("rating", row.rating.map { "\($0)" }),
                ("behavior", row.behavior),
            ]
            let contexts = row.context.sorted { $0.key < $1.key }.map { ($0.key, Optional($0.value)) }
            return (roles + contexts).compactMap { role, value in value.map { "\(role)=\($0)" } }.joined(separator: " ")
        }

        func run() throws {
            let summary = DatasetSummary(of: try reading.load(DataLocation.resolve(path)))
            if json { return try Console.json(summary) }
            let lengths = summary.sequenceLength
            Console.output(
                """
                \(summary.name) (\(summary.source.formatName)): \(summary.source.file)
                sha256         \(summary.source.sha256)
                interactions   \(summary.interactionCount)
                users          \(summary.userCount)
                items          \(summary.itemCount)
                density        \(String(format: "%.5f", summary.density))
                history        mean \(String(format: "%.1f", lengths.mean)), median \(lengths.median), \
                \(lengths.minimum)…\(lengths.maximum)
                """)
            if let share = summary.tiedTimeShare {
                Console.output("equal times    \(String(format: "%.1f", share * 100)) % of the interactions of a user")
            }
            Console.output("repeated items \(String(format: "%.1f", summary.repeatedItemShare * 100)) %")
            Console.output("\(summary.source.readingReport); the first rows:")
            for row in summary.firstRows { Console.output("  \(Self.text(row))") }
        }
    }

    /// `segue data download`
    struct Download: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetches a published data set from its publisher.",
            discussion: "Known: " + KnownDataset.all.map { "\($0.name) (\($0.summary))" }.joined(separator: ", "))

        @Argument(help: "Name of the data set.")
        var name: String

        @Option(help: "Folder to put it into. (default: among the downloads)")
        var directory: String?

        func run() throws {
            let folder = directory.map { URL(fileURLWithPath: $0) } ?? DataLocation.downloads
            let downloader = DatasetDownloader(dataset: try KnownDataset.named(name), directory: folder)
            let url = try DownloadProgressLine.download(downloader)
            Console.output(url.path)
        }
    }

    /// `segue data convert`
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Writes interactions in another format.")

        @Argument(help: "File, folder or name of a data set.")
        var path: String

        @Argument(help: "File to write; - writes to standard output.")
        var output: String

        @Option(help: "Format to write: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
        var to: String

        @Flag(help: "Replace files that are there already.")
        var overwrite = false

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            guard let format = OutputFormat(rawValue: to) else {
                let names = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(to)' is no format to write; expected one of \(names)")
            }
            let writer = InteractionWriter(format: format)
            let source = DataLocation.resolve(path)
            let file = output == "-" ? nil : try FileOutput(output, replacing: .onlyIf(overwrite), inputs: [source])
            guard let file, !file.isSpecial else { return try stream(writer, source) }
            let log = try reading.load(source).log
            // A folder's own file is known only now.
            _ = try FileOutput(output, replacing: .onlyIf(overwrite), inputs: [log.source.file])
            let (maps, renumbered) = (writer.mapPaths(beside: file.url.path), writer.renumbered(log))
            let needed = (renumbered.users ? [maps.users] : []) + (renumbered.items ? [maps.items] : [])
            for path in needed { _ = try FileOutput(path, replacing: .onlyIf(overwrite), inputs: [source]) }
            try writer.write(log, to: file.url.path)
            for path in needed { Console.error("\(path): which number stands for which id") }
            Console.error("\(output): \(log.count) interactions")
        }

        /// Writes to standard output, a pipe or a device, beside which there can be no file.
        private func stream(_ writer: InteractionWriter, _ source: String) throws {
            let log = try reading.load(source).log
            guard writer.renumbered(log) == (false, false) else {
                throw ValidationError(
                    "the ids are not whole numbers, so \(to) needs a file beside the output that says which number "
                        + "stands for which id; name a file, or write csv or jsonl")
            }
            let sink = try OutputSink(path: output, replacing: .onlyIf(overwrite), inputs: [source])
            try writer.write(log) { try sink.write($0) }
            try sink.finish()
        }
    }
}
