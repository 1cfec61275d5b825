#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A safetensors file, opened for reading.
///
/// Opening reads and checks the header only: its length, its JSON, and that the tensors fill the rest of the file
/// without overlap, hole or remainder. Nothing read later can therefore lie outside the file. A tensor's data is touched
/// when it is asked for; a file on disk is mapped, not loaded.
///
/// As with every mapped file, another process that *shortens* the file in place while it is open takes the ground from
/// under this one. Replace files by renaming, as ``SafeTensorsWriter`` does; then the old data stays until it is released.
///
/// The format: <https://huggingface.co/docs/safetensors>.
public struct SafeTensorsFile: Sendable {
    private enum Storage: Sendable {
        case mapped(MappedFile)
        case memory([UInt8])
    }

    /// The file's name, for messages.
    public let name: String
    /// The free text that the writer left, key → value.
    public let metadata: [String: String]
    private let entries: [String: SafeTensorsHeader.Entry]
    private let storage: Storage

    /// Opens a file by mapping it into memory.
    ///
    /// - Parameter url: Where the file is.
    /// - Throws: ``SafeTensorsError`` naming the file and what is wrong with it.
    public init(contentsOf url: URL) throws(SafeTensorsError) {
        let path = url.path
        do {
            let file = try MappedFile(path: path)
            try self.init(storage: .mapped(file), header: SafeTensorsHeader(file: file.bytes), name: path)
        } catch {
            throw SafeTensorsError(file: path, problem: error)
        }
    }

    /// Opens a file that has been read into memory.
    ///
    /// - Parameters:
    ///   - bytes: All bytes of the file.
    ///   - name: The file's name, for messages.
    /// - Throws: ``SafeTensorsError`` naming the file and what is wrong with it.
    public init(bytes: [UInt8], name: String) throws(SafeTensorsError) {
        do {
            let header = try bytes.withUnsafeBufferPointer { (file) throws(SafeTensorsError.Problem) in
                try SafeTensorsHeader(file: UnsafeRawBufferPointer(file))
            }
            self.init(storage: .memory(bytes), header: header, name: name)
        } catch {
            throw SafeTensorsError(file: name, problem: error)
        }
    }

    private init(storage: Storage, header: SafeTensorsHeader, name: String) {
        self.storage = storage
        self.name = name
        metadata = header.metadata
        entries = header.entries
    }

    /// The names of all tensors, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// What a tensor looks like. Its data is not touched.
    ///
    /// - Parameter name: The tensor's name.
    /// - Throws: ``SafeTensorsError`` when there is no such tensor.
    public func description(of name: String) throws(SafeTensorsError) -> TensorDescription {
        try entry(named: name).description
    }

    /// Reads a tensor.
    ///
    /// - Parameter name: The tensor's name.
    /// - Throws: ``SafeTensorsError`` when there is no such tensor.
    public func tensor(named name: String) throws(SafeTensorsError) -> HostTensor {
        let entry = try entry(named: name)
        let bytes = lend(entry.range) { [UInt8]($0) }
        return try HostTensor(dtype: entry.description.dtype, shape: entry.description.shape, bytes: bytes)
    }

    /// Reads all tensors, by name.
    ///
    /// - Throws: ``SafeTensorsError`` if reading fails.
    public func tensors() throws(SafeTensorsError) -> [String: HostTensor] {
        var tensors: [String: HostTensor] = [:]
        for name in entries.keys { tensors[name] = try tensor(named: name) }
        return tensors
    }

    /// Lends a tensor's bytes without copying them.
    ///
    /// - Parameters:
    ///   - name: The tensor's name.
    ///   - body: Gets the bytes: row-major, little endian, at any alignment, valid during the call only.
    /// - Throws: ``SafeTensorsError`` when there is no such tensor, or what `body` throws.
    public func withBytes<Result>(
        of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try lend(entry(named: name).range, to: body)
    }

    private func lend<Result, Failure: Error>(
        _ range: Range<Int>, to body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch storage {
        case .mapped(let file):
            defer { withExtendedLifetime(file) {} }
            return try body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
        case .memory(let bytes):
            return try bytes.withUnsafeBufferPointer { (file) throws(Failure) in
                try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(file)[range]))
            }
        }
    }

    private func entry(named name: String) throws(SafeTensorsError) -> SafeTensorsHeader.Entry {
        guard let entry = entries[name] else {
            throw SafeTensorsError(file: self.name, problem: .noSuchTensor(name))
        }
        return entry
    }
}
