import ArgumentParser
import Foundation
import SegueFormats

/// `segue cache`
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Shows or clears the binary copies of files that were read.",
        discussion: """
            Files are parsed once; their binary copies lie in SEGUE_CACHE, else XDG_CACHE_HOME/segue, else ~/.cache/segue. \
            They can be removed at any time.
            """,
        subcommands: [List.self, Clear.self, Path.self], defaultSubcommand: List.self)

    private static var cache: DatasetCache { DatasetCache(directory: DatasetCache.defaultDirectory) }

    private static func text(_ entries: [DatasetCache.Entry]) -> String {
        let bytes = entries.reduce(0) { $0 + $1.bytes }
        return "\(entries.count) \(entries.count == 1 ? "file" : "files"), \(size(bytes))"
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 1 << 20 ? "\((bytes + 1023) / 1024) KiB" : "\((bytes + (1 << 19)) >> 20) MiB"
    }

    /// `segue cache list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists the copies with their sizes and ages, oldest first.")

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let entries = try cache.entries()
            if json { return try Console.json(entries) }
            let now = Date()
            for entry in entries {
                let days = max(0, Int(exactly: (now.timeIntervalSince(entry.written) / 86_400).rounded(.down)) ?? 0)
                Console.output("\(entry.name)\t\(size(entry.bytes))\t\(days) \(days == 1 ? "day" : "days")")
            }
            Console.output("\(cache.directory.path): \(text(entries))")
        }
    }

    /// `segue cache clear`
    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clear", abstract: "Removes the copies. Downloads and all other files stay.")

        @Option(help: "Only those written at least so many days ago.")
        var olderThan: Int?

        func validate() throws {
            guard (0...36_500).contains(olderThan ?? 0) else {
                throw ValidationError("--older-than must lie in 0...36500")
            }
        }

        func run() throws {
            let limit = olderThan.map { Date().addingTimeInterval(-86_400 * Double($0)) } ?? .distantFuture
            let removed = try cache.removeEntries(writtenBefore: limit)
            Console.output("removed \(text(removed)) from \(cache.directory.path)")
        }
    }

    /// `segue cache path`
    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "path", abstract: "Prints the folder.")

        func run() throws { Console.output(cache.directory.path) }
    }
}
