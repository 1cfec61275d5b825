import Foundation
import SegueFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension RunLog {
    /// Reads all whole lines of a log. A half-written last line is left out.
    ///
    /// - Parameters:
    ///   - type: The type of the records.
    ///   - url: The log.
    /// - Returns: The records in the order of the lines.
    /// - Throws: `FileError` when the file cannot be read; ``RunLogError`` when it is missing, or naming the line that is
    ///   no such record.
    public static func records<Record: Decodable>(of type: Record.Type, in url: URL) throws -> [Record] {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        let lines = try wholeLines(of: url.path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return try lines.dropLast().enumerated().map { number, line in
            do {
                return try decoder.decode(type, from: Data(line))
            } catch {
                throw RunLogError.malformedLine(path: url.path, line: number + 1, problem: "\(error)")
            }
        }
    }

    private static func wholeLines(of path: String) throws -> [UInt8] {
        guard try FileStatus.kind(of: path) != .missing else { throw RunLogError.missing(path: path) }
        let fileSystem = FileSystem.live
        let descriptor = try fileSystem.open(path, flags: O_RDONLY, operation: "open")
        defer { _ = fileSystem.calls.close(descriptor) }
        var status = stat()
        try fileSystem.check(fstat(descriptor, &status), path, "examine")
        let log = FileTail(descriptor: descriptor, size: Int(status.st_size), path: path)
        return try log.bytes(0..<log.endOfLastWholeLine(before: log.size))
    }
}
