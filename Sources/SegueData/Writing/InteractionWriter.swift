import Foundation

/// Writes logs in the formats that others read, row after row, never holding the text as a whole.
public struct InteractionWriter: Sendable {
    /// The format to write.
    public let format: OutputFormat

    /// Prepares to write a format.
    public init(format: OutputFormat) {
        self.format = format
    }

    /// Writes a log to a file, which appears complete or not at all.
    ///
    /// - Throws: ``ReadError`` of kind `inputOutput` when it cannot be written; of kind `format` when an identifier cannot
    ///   stand in the format, as one with a tab in a table of tabs.
    public func write(_ log: InteractionLog, to path: String) throws {
        let writer = try AtomicFileWriter(path: path)
        let table = OutputTable(log: log, format: format, path: path)
        try table.write { bytes in try bytes.withUnsafeBytes { try writer.write($0) } }
        try writer.commit()
    }

    /// Writes a log piece by piece; `sink` receives UTF-8 text in pieces of about 64 KiB.
    public func write(_ log: InteractionLog, to sink: ([UInt8]) throws -> Void) throws {
        try OutputTable(log: log, format: format, path: "output").write(to: sink)
    }
}
