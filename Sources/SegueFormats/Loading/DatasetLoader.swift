import Foundation
import SegueCore
import SegueData
import SegueFiles

/// The way from a path to a `Dataset`: find the file, recognize the format, look into the cache, read, find the sidecars.
struct DatasetLoader {
    let path: String
    let options: ReadOptions

    func load() throws -> Dataset {
        try options.validate()
        let located = try DatasetLocator(path: path, options: options).locate()
        let file = try InputFile(path: located.path)
        guard !file.text.isEmpty else {
            throw ReadError(.empty, path: file.path, problem: "the file is empty", remedy: "Give a file with rows.")
        }
        let sample = FileSample(file: file)
        let format = try located.format ?? FormatRegistry.format(for: sample, options: options)
        let layout = try options.layout(of: format, for: sample)
        let digest = Hexadecimal.text(MessageDigest.digest(of: file.content.bytes))
        file.content.releasePages()
        let read = try readThroughCache(file, format: format, layout: layout, sha256: digest)
        let sidecars = try catalogs(of: located, format)
        let notes = notes(on: sidecars, read.log)
        let name = located.isFolder ? URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent : Self.stem(path)
        let log = notes.isEmpty ? read.log : read.changingSource { $0.notes += notes }.log
        return Dataset(
            log: log, catalog: sidecars.items.isEmpty ? read.catalog : sidecars.items,
            userCatalog: sidecars.users, firstRows: read.firstRows, name: name)
    }

    /// What a person should know of attribute files that were asked for.
    private func notes(on catalogs: Catalogs, _ log: InteractionLog) -> [String] {
        func note(_ path: String?, _ ids: Vocabulary, _ known: Vocabulary, _ what: String) -> String? {
            guard let path, !ids.ids.contains(where: { known.index(of: $0) != nil }) else { return nil }
            return "no \(what) of \(path) is in the interactions: check which column holds the ids"
        }
        return [
            note(options.itemAttributes, catalogs.items.ids, log.items, "item"),
            note(options.userAttributes, catalogs.users.ids, log.users, "user"),
        ].compactMap { $0 }
    }

    /// What is known about items and users: from the files that the options name, else those of the format, else
    /// `items.csv` and `users.csv` beside the interactions.
    private func catalogs(
        of located: DatasetLocator.Location, _ format: any InteractionFormat
    ) throws -> Catalogs {
        let looksBeside = options.loadsCatalogs && !located.isStream
        var catalogs = looksBeside ? try format.catalogs(beside: located.path, options: options) : Catalogs()
        func file(_ named: String?, _ subject: AttributeFile.Subject, isKnown: Bool) -> AttributeFile? {
            if let named { return AttributeFile(path: named, subject: subject) }
            return looksBeside && !isKnown ? AttributeFile.beside(located.path, subject) : nil
        }
        if let items = file(options.itemAttributes, .items, isKnown: !catalogs.items.isEmpty) {
            catalogs.items = try items.items(maximumBadRows: options.maximumBadRows)
        }
        if let users = file(options.userAttributes, .users, isKnown: catalogs.users.count > 0) {
            catalogs.users = try users.users(maximumBadRows: options.maximumBadRows)
        }
        return catalogs
    }

    private func readThroughCache(
        _ file: InputFile, format: any InteractionFormat, layout: FileLayout, sha256: String
    ) throws -> InteractionFileReader.Content {
        guard let folder = options.cacheDirectory else {
            return try InteractionFileReader(file: file, layout: layout, formatName: format.name, sha256: sha256)
                .read(maximumBadRows: options.maximumBadRows)
        }
        let cache = DatasetCache(directory: folder)
        let key = DatasetCache.Key(sha256: sha256, formatName: format.name, layout: String(describing: layout))
        var notes: [String] = []
        switch cache.load(key, file: file.path) {
        case .found(let cached) where cached.log.source.rowsSkipped <= options.maximumBadRows:
            return cached.changingSource { $0.interpretation?.maximumBadRows = max(options.maximumBadRows, 0) }
        case .found, .absent: break
        case .unusable(let reason): notes.append(reason)
        }
        let read = try InteractionFileReader(file: file, layout: layout, formatName: format.name, sha256: sha256)
            .read(maximumBadRows: options.maximumBadRows)
        do {
            try cache.store(read, key: key)
        } catch {
            notes.append("The cache was not written: \(error)")
        }
        return notes.isEmpty ? read : read.changingSource { $0.notes += notes }
    }

    /// The file name without `.gz` and without its extension.
    private static func stem(_ path: String) -> String {
        if path == InputFile.standardInput { return "stdin" }
        var url = URL(fileURLWithPath: path)
        if url.pathExtension == "gz" { url.deletePathExtension() }
        return url.deletingPathExtension().lastPathComponent
    }
}

extension Dataset {
    /// Reads a data set from a file, or from a folder that holds one.
    ///
    /// The format is recognized by content, files about items and users are found beside the interactions.
    ///
    /// - Throws: ``ReadError`` with file, line and column, and with the exit code: 65 for bad data, 66 for a missing
    ///   file, 74 for a failure of input and output, 64 for an unknown format name.
    public static func load(_ path: String, options: ReadOptions = ReadOptions()) throws -> Dataset {
        try DatasetLoader(path: path, options: options).load()
    }
}

extension InteractionLog {
    /// Reads the interactions of one file, without hashing it, without cache and without the files beside it: the bare
    /// way from bytes to columns. `Dataset.load` is what programs want.
    ///
    /// - Throws: ``ReadError``.
    public static func read(_ path: String, options: ReadOptions = ReadOptions()) throws -> InteractionLog {
        try options.validate()
        let file = try InputFile(path: path)
        let sample = FileSample(file: file)
        let format = try FormatRegistry.format(for: sample, options: options)
        let layout = try options.layout(of: format, for: sample)
        return try InteractionFileReader(file: file, layout: layout, formatName: format.name, sha256: "")
            .read(maximumBadRows: options.maximumBadRows).log
    }
}
