import CZlib
import Foundation
import SegueFiles

/// Reads ZIP archives by their central directory: stored and deflated entries, each checked by its CRC-32.
///
/// Entries that would leave the target folder, symbolic links, encryption and archives over 4 GiB are refused.
struct ZipArchive {
    /// A file or folder in the archive.
    struct Entry: Equatable {
        var name: String
        var method: UInt16
        var isEncrypted: Bool
        var isLink: Bool
        var checksum: UInt32
        var compressedSize: Int
        var size: Int
        var headerOffset: Int

        /// Whether it is a folder.
        var isFolder: Bool { name.hasSuffix("/") }
    }

    /// The entries in the order of the directory.
    let entries: [Entry]
    private let file: MappedFile
    private let path: String

    /// Opens an archive and reads its directory.
    ///
    /// - Throws: ``DownloadError/archive(file:problem:)``, or `FileError` when the file cannot be opened.
    init(path: String) throws {
        self.path = path
        file = try MappedFile(path: path)
        let reader = ZipDirectoryReader(bytes: file.bytes)
        do {
            entries = try reader.entries()
        } catch let error as ZipDirectoryReader.Failure {
            throw DownloadError.archive(file: path, problem: error.problem)
        }
    }

    /// Unpacks everything into a folder, which is made.
    ///
    /// - Throws: ``DownloadError``, or `FileError` when a file cannot be written.
    func extract(to folder: URL) throws {
        for entry in entries {
            guard let parts = Self.safeComponents(entry.name), !entry.isLink else {
                throw failure("the entry \"\(entry.name)\" is a link or leaves the folder")
            }
            let target = parts.reduce(folder) { $0.appendingPathComponent($1) }
            let parent = entry.isFolder ? target : target.deletingLastPathComponent()
            do {
                try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            } catch {
                throw DownloadError.inputOutput(
                    path: parent.path, reason: "the folder cannot be made (\(SystemErrorText.reason(of: error)))")
            }
            if !entry.isFolder { try write(entry, to: target.path) }
        }
    }

    /// The parts of a relative path that stays in its folder; nil for any other.
    static func safeComponents(_ name: String) -> [String]? {
        guard !name.isEmpty, !name.hasPrefix("/"), !name.contains("\\"), !name.contains("\0"), !name.contains(":")
        else {
            return nil
        }
        let parts = name.split(separator: "/").map(String.init)
        return parts.isEmpty || parts.contains("..") || parts.contains(".") ? nil : parts
    }

    private func write(_ entry: Entry, to target: String) throws {
        guard !entry.isEncrypted else { throw failure("the entry \"\(entry.name)\" is encrypted") }
        guard let content = ZipDirectoryReader(bytes: file.bytes).content(of: entry) else {
            throw failure("the entry \"\(entry.name)\" lies outside the file")
        }
        let writer = try AtomicFileWriter(path: target)
        var (size, checksum) = (0, crc32(0, nil, 0))
        let accept = { (bytes: UnsafeRawBufferPointer) in
            size += bytes.count
            guard size <= entry.size else { throw InflateError(description: "it is larger than the directory says") }
            checksum = crc32_z(checksum, bytes.bindMemory(to: UInt8.self).baseAddress, z_size_t(bytes.count))
            try writer.write(bytes)
        }
        do {
            switch entry.method {
            case 0: try accept(content)
            case 8: _ = try InflateStream.inflate(content, wrapping: .raw, sink: accept)
            default: throw InflateError(description: "its method of compression, \(entry.method), is not known")
            }
        } catch let error as InflateError {
            throw failure("the entry \"\(entry.name)\" cannot be unpacked: \(error.description)")
        }
        guard size == entry.size, UInt32(truncatingIfNeeded: checksum) == entry.checksum else {
            throw failure("the checksum of the entry \"\(entry.name)\" does not match")
        }
        try writer.commit()
    }

    private func failure(_ problem: String) -> DownloadError { .archive(file: path, problem: problem) }
}
