import Foundation
import SegueFiles

/// The log of a training run in JSON Lines: one object a line, each handed to the operating system before the call returns.
///
/// A program killed in the middle of a line leaves half of it; it is cut off when the log is opened again. To continue a
/// run from a checkpoint, store ``size`` in the checkpoint and pass it when reopening: what was logged after the
/// checkpoint is then cut off too, and the log reads as if the run had never been interrupted.
///
/// Numbers that JSON does not know, such as a loss that is not a number, are written as the strings `"NaN"`,
/// `"Infinity"` and `"-Infinity"`. Keys are sorted, so equal records give equal lines.
public final class RunLog {
    private let file: AppendOnlyFile
    private let encoder: JSONEncoder

    /// The size of the log in bytes, for checkpoints.
    public var size: Int { file.size }

    /// Opens a log for appending; creates it if it is missing.
    ///
    /// - Parameters:
    ///   - url: The log.
    ///   - size: How many bytes of it to keep at most; nil keeps all whole lines.
    /// - Throws: `FileError` when the file cannot be opened, read or shortened; ``RunLogError`` when it is shorter than `size`.
    public convenience init(appendingTo url: URL, keeping size: Int? = nil) throws {
        try self.init(appendingTo: url, keeping: size, fileSystem: .live)
    }

    package init(appendingTo url: URL, keeping size: Int?, fileSystem: FileSystem) throws {
        file = try AppendOnlyFile(path: url.path, fileSystem: fileSystem) { reader in
            if let size, reader.size < size {
                throw RunLogError.shorterThanExpected(path: reader.path, bytes: reader.size, expected: size)
            }
            return try reader.endOfLastWholeLine(before: size ?? reader.size)
        }
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    }

    /// Appends a record.
    ///
    /// - Parameter record: Anything that encodes to a JSON object.
    /// - Throws: ``RunLogError`` when it cannot be encoded, `FileError` when the log is closed or cannot be written.
    public func append(_ record: some Encodable) throws {
        let line: Data
        do {
            line = try encoder.encode(record)
        } catch {
            throw RunLogError.notEncodable(path: file.path, problem: "\(error)")
        }
        try file.append(line + Data("\n".utf8))
    }

    /// Waits until everything appended so far is on the disk.
    ///
    /// - Throws: `FileError` when the disk reports a failure or the log is closed.
    public func synchronize() throws { try file.synchronize() }

    /// Brings everything to the disk and closes the log. Closing twice does nothing.
    ///
    /// - Throws: `FileError` when the disk reports a failure.
    public func close() throws { try file.close() }
}
