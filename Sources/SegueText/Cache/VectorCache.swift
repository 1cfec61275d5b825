import Foundation
import SegueCore
import SegueFiles

/// Vectors of texts on the disk, found by the SHA-256 of encoder and text.
///
/// There is one file for each encoder, `IDENTITY.vectors`, to which records of equal size are appended: the digest, the
/// vector, and four bytes to check it by. A record that is incomplete or damaged counts as absent, so that a killed
/// program costs what it had not finished and nothing else. Processes take turns at appending; what cannot be appended
/// because another process is at it is computed again next time. A file may be removed at any time.
public final class VectorCache {
    private static let magic = Array("SegueVectors 1\n\0".utf8)
    private static let keySize = 32
    private static let checkSize = 4

    /// The file.
    public let url: URL
    private let identity: String
    private let dimension: Int
    private let mapped: MappedFile?
    /// Digest → where its record begins in the mapped file.
    private var places: [[UInt8]: Int] = [:]
    /// What was added since the file was opened.
    private var added: [[UInt8]: [Float]] = [:]

    private var recordSize: Int { Self.keySize + dimension * MemoryLayout<Float>.size + Self.checkSize }

    /// Opens the vectors of an encoder, making the folder if it is missing.
    /// - Parameters:
    ///   - directory: The folder of all vectors.
    ///   - encoder: Whose vectors.
    /// - Throws: ``TextModelError`` when the file is something else, `FileError`.
    public init(directory: URL, for encoder: any TextEncoder) throws {
        try FileSystem.live.makeDirectories(directory.path)
        url = directory.appendingPathComponent("\(encoder.identity).vectors")
        identity = encoder.identity
        dimension = encoder.dimension
        let isPresent = try FileStatus.kind(of: url.path) == .file
        mapped = isPresent ? try MappedFile(path: url.path) : nil
        if let mapped { try index(mapped.bytes) }
    }

    /// Number of vectors.
    public var count: Int { places.count + added.count }

    private func index(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        guard bytes.starts(with: Self.magic.prefix(bytes.count)) else {
            throw TextModelError.unsupported(
                file: url.path, problem: "not a file of vectors; move it away, it will be made anew")
        }
        var start = Self.magic.count
        while start + recordSize <= bytes.count {
            places[Array(bytes[start..<start + Self.keySize])] = start
            start += recordSize
        }
    }

    /// The vector of a text; nil when there is none.
    public func vector(of text: String) -> [Float]? {
        let key = key(text)
        if let vector = added[key] { return vector }
        guard let start = places[key], let mapped else { return nil }
        let record = UnsafeRawBufferPointer(rebasing: mapped.bytes[start..<start + recordSize])
        let content = record.prefix(recordSize - Self.checkSize)
        guard record.suffix(Self.checkSize).elementsEqual(Self.check(Array(content))) else { return nil }
        return [Float](unsafeUninitializedCapacity: dimension) { buffer, count in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: content.dropFirst(Self.keySize)))
            count = dimension
        }
    }

    /// Adds vectors and appends them to the file.
    /// - Parameter vectors: Texts with their vectors, each of the encoder's dimension; others are left out.
    /// - Throws: `FileError` when writing fails; a file in use by another process is none.
    public func add(_ vectors: [(text: String, vector: [Float])]) throws {
        var records: [UInt8] = []
        for (text, vector) in vectors where vector.count == dimension {
            let key = key(text)
            added[key] = vector
            let content = key + vector.withUnsafeBytes { Array($0) }
            records += content + Self.check(content)
        }
        guard !records.isEmpty else { return }
        do {
            let lock = try DirectoryLock(for: url, purpose: "adding vectors of texts")
            defer { lock.release() }
            try append(records)
        } catch FileError.inUse {
            return
        }
    }

    private func append(_ records: [UInt8]) throws {
        let (header, size) = (Self.magic.count, recordSize)
        let file = try AppendOnlyFile(path: url.path, fileSystem: .live) { tail in
            tail.size < header ? 0 : tail.size - (tail.size - header) % size
        }
        try file.append(Data((file.size == 0 ? Self.magic : []) + records))
        try file.close()
    }

    private func key(_ text: String) -> [UInt8] {
        var digest = MessageDigest()
        Array("\(identity)\0\(text)".utf8).withUnsafeBytes { digest.update($0) }
        return digest.finalize()
    }

    private static func check(_ content: [UInt8]) -> [UInt8] {
        Array(content.withUnsafeBytes { MessageDigest.digest(of: $0) }.prefix(checkSize))
    }
}
