import Foundation
import SegueCore
import SegueFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Fetches a data set from its publisher: transfer with resumption, checksum, unpacking.
public struct DatasetDownloader: Sendable {
    /// What to fetch.
    public let dataset: KnownDataset
    /// The folder in which the data set's own folder is made.
    public let directory: URL
    /// Pause between two attempts of a transfer, in seconds.
    var pause = 1.0

    /// Prepares to fetch a data set.
    public init(dataset: KnownDataset, directory: URL) {
        self.dataset = dataset
        self.directory = directory
    }

    /// The folder that the data set becomes.
    public var folder: URL { directory.appendingPathComponent(dataset.name) }

    /// Whether it has been fetched. An empty folder is none; it is replaced.
    public var isPresent: Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            return FileManager.default.fileExists(atPath: folder.path)
        }
        return !names.isEmpty
    }

    /// Fetches the data set, unless it is there. A transfer that broke off is continued by the next call.
    ///
    /// - Parameter progress: called some times a second while bytes arrive; what it throws ends the transfer.
    /// - Returns: the folder with the files.
    /// - Throws: ``DownloadError``; `FileError` when another process fetches it.
    @discardableResult
    public func download(progress: (DownloadProgress) throws -> Void = { _ in }) throws -> URL {
        if isPresent { return folder }
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw DownloadError.inputOutput(
                path: directory.path, reason: "the folder cannot be made (\(SystemErrorText.reason(of: error)))")
        }
        let lock = try DirectoryLock(for: folder, purpose: "download of \(dataset.name)")
        defer { lock.release() }
        // Another process may have fetched it since.
        if isPresent { return folder }
        let archive = directory.appendingPathComponent(".segue-\(dataset.name).zip.partial")
        let expected = try dataset.md5 ?? publishedMD5()
        if (try? Self.md5(of: archive)) != expected {
            var transfer = CurlTransfer(url: dataset.url, destination: archive)
            transfer.pause = pause
            try transfer.run(progress: progress)
        }
        let found = try Self.md5(of: archive)
        guard found == expected else {
            try? FileManager.default.removeItem(at: archive)
            throw DownloadError.checksum(file: archive.path, expected: expected, found: found)
        }
        try unpack(archive)
        try? FileManager.default.removeItem(at: archive)
        return folder
    }

    /// The checksum in the publisher's `.md5` file: `MD5 (name) = digits` or `digits  name`.
    private func publishedMD5() throws -> String {
        let file = directory.appendingPathComponent(".segue-\(dataset.name).zip.md5.partial")
        try? FileManager.default.removeItem(at: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try CurlTransfer(url: dataset.url + ".md5", destination: file).run { _ in }
        let text = (try? Data(contentsOf: file)).flatMap { String(data: $0, encoding: .isoLatin1) } ?? ""
        guard let digits = Self.md5Digits(in: text) else {
            throw DownloadError.unavailable(url: dataset.url + ".md5", reason: "it holds no MD5")
        }
        return digits
    }

    /// The first word of 32 hexadecimal digits, in lower case.
    static func md5Digits(in text: String) -> String? {
        text.split { !$0.isHexDigit }.first { $0.count == 32 }.map { $0.lowercased() }
    }

    private static func md5(of file: URL) throws -> String {
        let mapped = try MappedFile(path: file.path)
        return Hexadecimal.text(MessageDigest.digest(of: mapped.bytes, .md5))
    }

    /// Unpacks into a temporary folder and puts that in place; a single folder at the archive's top is taken off.
    private func unpack(_ archive: URL) throws {
        let temporary = directory.appendingPathComponent(".\(dataset.name)-\(UUID().uuidString).partial")
        defer { try? FileManager.default.removeItem(at: temporary) }
        try ZipArchive(path: archive.path).extract(to: temporary)
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: temporary.path)
                .filter { !$0.hasPrefix("__MACOSX") }
            let inner = names.count == 1 ? temporary.appendingPathComponent(names[0]) : temporary
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: inner.path, isDirectory: &isFolder)
            // Removes an empty folder and nothing else.
            rmdir(folder.path)
            try FileManager.default.moveItem(at: isFolder.boolValue ? inner : temporary, to: folder)
        } catch {
            throw DownloadError.inputOutput(
                path: folder.path, reason: "the files cannot be put in place (\(SystemErrorText.reason(of: error)))")
        }
    }
}

/// How far a download has come.
public struct DownloadProgress: Sendable, Equatable {
    /// Bytes that are on the disk, those of earlier attempts included.
    public let received: Int
    /// Bytes of the whole file, when the server says so.
    public let total: Int?

    /// Describes progress.
    public init(received: Int, total: Int?) {
        self.received = received
        self.total = total
    }

    /// Share that has arrived, 0...1; nil when the size is unknown.
    public var fraction: Double? {
        total.flatMap { $0 > 0 ? min(Double(received) / Double($0), 1) : nil }
    }
}
