import Foundation
import SegueData
import SegueFormats

/// Finds data for the demonstration.
struct DemoData {
    let path: String?
    let isOffline: Bool

    private static let name = "ml-latest-small"

    func load() throws -> Dataset {
        var options = ReadOptions()
        options.cacheDirectory = DatasetCache.defaultDirectory
        if let path { return try Dataset.load(DataLocation.resolve(path), options: options) }
        let resolved = DataLocation.resolve(Self.name)
        if FileManager.default.fileExists(atPath: resolved) { return try Dataset.load(resolved, options: options) }
        if isOffline { return try synthetic("offline") }
        let downloader = DatasetDownloader(dataset: try .named(Self.name), directory: DataLocation.downloads)
        do {
            return try Dataset.load(DownloadProgressLine.download(downloader).path, options: options)
        } catch let error as DownloadError {
            Console.error("\(error)")
            return try synthetic("\(Self.name) could not be fetched")
        }
    }

    private func synthetic(_ reason: String) throws -> Dataset {
        Console.error("\(reason): the demonstration uses a made-up world of films and viewers, not real data")
        return try SyntheticCatalog().dataset()
    }
}
