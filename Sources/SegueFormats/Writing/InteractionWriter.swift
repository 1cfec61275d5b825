import Foundation
import SegueData
import SegueFiles

/// Writes logs in the formats that others read, row after row, never holding the text as a whole.
public struct InteractionWriter: Sendable {
    /// The format to write.
    public let format: OutputFormat

    /// Prepares to write a format.
    public init(format: OutputFormat) {
        self.format = format
    }

    /// The vocabularies of a log that the format replaces by dense indices, because it can express whole numbers only.
    public func renumbered(_ log: InteractionLog) -> (users: Bool, items: Bool) {
        guard format == .sasrec else { return (false, false) }
        return (!OutputTable.isNumeric(log.users), !OutputTable.isNumeric(log.items))
    }

    /// The files beside an output that tell which index stands for which identifier, where ``renumbered(_:)`` says so:
    /// CSV with the columns `index,id`.
    public func mapPaths(beside path: String) -> (users: String, items: String) {
        ("\(path).users.csv", "\(path).items.csv")
    }

    /// Writes a log to a file, which appears complete or not at all, and beside it the maps of renumbered identifiers.
    ///
    /// - Throws: `FileError` when it cannot be written; ``ReadError`` of kind `format` when an identifier cannot stand in the
    ///   format, as one with a tab in a table of tabs.
    public func write(_ log: InteractionLog, to path: String) throws {
        let writer = try AtomicFileWriter(path: path)
        let table = OutputTable(log: log, format: format, path: path)
        try table.write { try writer.write($0) }
        let (users, items) = renumbered(log)
        let paths = mapPaths(beside: path)
        if users { try Self.writeMap(log.users, to: paths.users) }
        if items { try Self.writeMap(log.items, to: paths.items) }
        try writer.commit()
    }

    private static func writeMap(_ vocabulary: Vocabulary, to path: String) throws {
        let writer = try AtomicFileWriter(path: path)
        try writer.write(Array("index,id\n".utf8))
        for index in stride(from: 1, through: Int32(clamping: vocabulary.count), by: 1) {
            var line = Array("\(index),".utf8)
            vocabulary.withUTF8(at: index) { TextEscapes.appendCSV(Array($0)[...], to: &line) }
            line.append(0x0A)
            try writer.write(line)
        }
        try writer.commit()
    }

    /// Writes a log piece by piece; `sink` receives UTF-8 text in pieces of about 64 KiB.
    public func write(_ log: InteractionLog, to sink: ([UInt8]) throws -> Void) throws {
        try OutputTable(log: log, format: format, path: "output").write(to: sink)
    }
}
