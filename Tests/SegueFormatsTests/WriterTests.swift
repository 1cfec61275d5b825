import Foundation
import SegueData
import Testing

@testable import SegueFormats

@Suite struct WriterTests {
    private static func log() throws -> InteractionLog {
        try InteractionLog(
            users: Vocabulary(ids: ["ann", "b,b"]), items: Vocabulary(ids: ["x\"y", "10"]), offsets: [0, 2, 3],
            itemColumn: [2, 1, 2], timeColumn: [5, 6, 1], ratingColumn: [3, 4.5, 1], behaviorColumn: [1, 0, 0],
            behaviors: ["view", "buy"],
            contextColumns: [
                ContextColumn(name: "shop", values: .tokens(vocabulary: Vocabulary(ids: ["é"]), indices: [1, 0, 1])),
                ContextColumn(name: "price", values: .numbers([0.1, .nan, 2])),
            ], source: DataSource(file: "test", formatName: "none"))
    }

    private func text(_ format: OutputFormat, _ log: InteractionLog) throws -> String {
        var bytes: [UInt8] = []
        try InteractionWriter(format: format).write(log) { bytes += $0 }
        return try #require(String(bytes: bytes, encoding: .utf8))
    }

    /// A device or a pipe is written to, and is one afterwards.
    @Test func pipesAreNotReplaced() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("pipe").path
        try #require(mkfifo(path, 0o600) == 0)
        let descriptor = open(path, O_RDWR | O_NONBLOCK)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try InteractionWriter(format: .csv).write(Self.log(), to: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.type] as? FileAttributeType != .typeRegular)
        var bytes = [UInt8](repeating: 0, count: 1 << 12)
        let count = read(descriptor, &bytes, bytes.count)
        #expect(String(bytes: bytes.prefix(max(count, 0)), encoding: .utf8) == (try text(.csv, Self.log())))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["pipe"])
    }

    @Test func textIsAsTheFormatsSay() throws {
        let log = try Self.log()
        #expect(
            try text(.recbole, log)
                == "user_id:token\titem_id:token\trating:float\ttimestamp:float\tbehavior:token\tshop:token\tprice:float\n"
                + "ann\t10\t3\t5\tbuy\té\t0.1\nann\tx\"y\t4.5\t6\tview\t\t\nb,b\t10\t1\t1\tview\té\t2\n")
        #expect(try text(.gru4rec, log) == "SessionId\tItemId\tTime\nann\t10\t5\nann\tx\"y\t6\nb,b\t10\t1\n")
        #expect(try text(.sasrec, log) == "1 2\n1 1\n2 2\n")
        #expect(
            try text(.csv, log)
                == "user_id,item_id,rating,timestamp,behavior,shop,price\nann,10,3,5,buy,é,0.1\n"
                + "ann,\"x\"\"y\",4.5,6,view,,\n\"b,b\",10,1,1,view,é,2\n")
        #expect(
            try text(.jsonl, log)
                == #"{"user_id":"ann","item_id":"10","rating":3,"timestamp":5,"behavior":"buy","shop":"é","price":0.1}"#
                + "\n"
                + #"{"user_id":"ann","item_id":"x\"y","rating":4.5,"timestamp":6,"behavior":"view"}"# + "\n"
                + #"{"user_id":"b,b","item_id":"10","rating":1,"timestamp":1,"behavior":"view","shop":"é","price":2}"#
                + "\n")
    }

    @Test(arguments: [OutputFormat.recbole, .csv, .jsonl])
    func whatIsWrittenIsReadAgain(format: OutputFormat) throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("out." + format.fileExtension).path
        try InteractionWriter(format: format).write(Self.log(), to: path)
        let options = ReadOptions(columns: format == .recbole ? ColumnMapping() : ColumnMapping(context: ["shop"]))
        let log = try Dataset.load(path, options: options).log
        let price = format == .recbole
        #expect(
            log.lines == [
                "ann 10 5 3.0 buy é" + (price ? " 0.1" : ""), "ann x\"y 6 4.5 view -" + (price ? " -" : ""),
                "b,b 10 1 1.0 view é" + (price ? " 2.0" : ""),
            ])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)
    }

    @Test func identifiersThatBreakAFormatAreRefused() throws {
        let log = try InteractionLog(
            users: Vocabulary(ids: ["a\tb"]), items: Vocabulary(ids: ["7"]), offsets: [0, 1], itemColumn: [1],
            source: DataSource(file: "test", formatName: "none"))
        #expect(throws: ReadError.self) { try text(.gru4rec, log) }
        #expect(try text(.csv, log) == "user_id,item_id\na\tb,7\n")
        #expect(try text(.sasrec, log) == "1 7\n")
    }
}
