import Foundation
import SegueData
import Testing

@testable import SegueFormats

@Suite struct BadRowTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Line, column and a part of the message of the error that a `::` file with a bad third row gives.
    private func errorOfThirdRow(_ row: [UInt8]) throws -> ReadError? {
        let data = Data("1::10::5::100\n2::20::4::200\n".utf8) + Data(row) + Data("\n3::30::3::300\n".utf8)
        let path = try folder.file("ratings.dat", data)
        let skipping = try Dataset.load(path, options: ReadOptions(maximumBadRows: 1))
        #expect(skipping.log.lines == ["1 10 100 5.0", "2 20 200 4.0", "3 30 300 3.0"])
        #expect(skipping.log.source.rowsSkipped == 1)
        #expect(skipping.log.source.rowsRead == 3)
        #expect(skipping.log.source.skippedMessages.count == 1)
        return readError(path)
    }

    @Test(
        arguments: [
            ("7::8::5", 1, "expected 4 columns, found 3"), ("7::8::5::9::1", 1, "expected 4 columns, found 5"),
            ("7::8::5::late", 10, "seconds since 1970"), ("7::8::5::-4", 10, "seconds since 1970"),
            ("7::8::5::99999999999999999999", 10, "seconds since 1970"), ("7::8::five::9", 7, "finite number"),
            ("7::8::nan::9", 7, "finite number"), ("7::8::inf::9", 7, "finite number"), ("7::8::1e99::9", 7, "finite"),
            ("::8::5::9", 1, "user identifier"), ("7::::5::9", 4, "item identifier"), ("7::8::::9", 7, "finite"),
            ("7::8\0::5::9", 4, "without NUL"), ("hello", 1, "expected 4 columns, found 1"),
        ])
    func everyKindIsNamedWithItsPlace(row: String, column: Int, message: String) throws {
        let error = try #require(try errorOfThirdRow(Array(row.utf8)))
        #expect(error.kind == .badRow)
        #expect(error.exitCode == 65)
        #expect(error.line == 3)
        #expect(error.column == column)
        #expect(error.description.contains(message), "\(error)")
        #expect(error.description.contains("ratings.dat:3:\(column): "))
    }

    @Test func identifiersThatAreNotUTF8AreRefusedAndNeverMerged() throws {
        // Rows before: 14 + 15 bytes; the bad byte is the second of the user.
        let error = try #require(try errorOfThirdRow([0x61, 0xFF, 0x3A, 0x3A] + Array("8::5::9".utf8)))
        #expect(error.line == 3 && error.column == 2)
        #expect(error.problem.contains("UTF-8, found at byte 29 of the file"), "\(error)")
        let two = Data("1::2::3::4\n".utf8) + [0xFE] + Data("::2::3::4\n".utf8) + [0xFF] + Data("::2::3::4\n".utf8)
        let log = try Dataset.load(
            folder.file("two.dat", two), options: ReadOptions(maximumBadRows: 2)
        ).log
        #expect(log.users.ids == ["1"])
        #expect(log.source.rowsSkipped == 2)
    }

    @Test func aLineOfOneMegabyteIsOneBadRow() throws {
        let long = [UInt8](repeating: 0x37, count: 1 << 20)
        #expect(try errorOfThirdRow(long)?.problem.contains("expected 4 columns") == true)
        let error = try #require(try errorOfThirdRow(long + Array("::8::5::9".utf8)))
        #expect(error.problem.contains("at most 4096 bytes"))
        #expect(error.description.utf8.count < 400)
    }

    @Test func identifiersOfThirtyDigitsAreLegal() throws {
        let id = "123456789012345678901234567890"
        let log = try Dataset.load(folder.file("big.dat", "\(id)::9223372036854775808::5::1\n")).log
        #expect(log.users.ids == [id])
        #expect(log.items.ids == ["9223372036854775808"])
    }

    @Test func unclosedQuotesCostOneLine() throws {
        let path = try folder.file("q.csv", "user,item,time\na,\"b,1\nc,d,2\ne,\"f\"x,3\ng,\"h\ni\",4\nj,\"k,5")
        let log = try Dataset.load(path, options: ReadOptions(maximumBadRows: 3)).log
        #expect(log.lines == ["c d 2", "g h\ni 4"])
        #expect(
            log.source.skippedMessages.map { $0.split(separator: ":")[1...2].joined(separator: ":") } == [
                "2:3", "4:6", "7:3",
            ])
        #expect(readError(path)?.line == 2)
    }

    @Test func malformedJSONIsRefused() throws {
        let good = #"{"user":"u","item":"i","time":1}"#
        let bad = [
            #"{"user":"u","item":"i","time":1"#, #"{"user":"u" "item":"i"}"#, #"{"user":"u","item":"i","time":"x"}"#,
            #"{"item":"i","time":1}"#, #"{"user":null,"item":"i","time":1}"#, #"{"user":"\ud800","item":"i","time":1}"#,
            #"{"user":"u","item":"i","time":1} x"#, #"["u","i",1]"#, "nonsense",
            #"{"user":"u","item":"i","time":1e400}"#, #"{"user":"u","item":"i","time":{"a":1}}"#,
            #"{"user":"u","item":"i","time":1,"x":"# + String(repeating: "[", count: 100_000),
        ]
        let path = try folder.file("x.jsonl", ([good] + bad + [good]).joined(separator: "\n"))
        let log = try Dataset.load(path, options: ReadOptions(maximumBadRows: bad.count)).log
        #expect(log.source.rowsRead == 2)
        #expect(log.source.rowsSkipped == bad.count)
        #expect(readError(path, ReadOptions(maximumBadRows: bad.count - 1))?.kind == .tooManyBadRows)
        #expect(readError(path)?.line == 2)
    }

    @Test func filesWithoutRowsAreRefused() throws {
        #expect(readError(try folder.file("empty", ""))?.kind == .empty)
        #expect(readError(try folder.file("bom", Data([0xEF, 0xBB, 0xBF])))?.kind == .empty)
        let header = try folder.file("ratings.csv", "userId,movieId,rating,timestamp\n")
        #expect(readError(header)?.kind == .empty)
        #expect(readError(header)?.exitCode == 65)
        let bad = try folder.file("bad.dat", "1::2::3\n")
        #expect(readError(bad, ReadOptions(formatName: "movielens-dat", maximumBadRows: 5))?.kind == .empty)
        #expect(readError("/dev/null")?.exitCode == 66)
    }

    @Test func degenerateDataIsWellDefined() throws {
        let one = try Dataset.load(folder.file("one.dat", "1::2::3::4")).log
        #expect(one.lines == ["1 2 4 3.0"])
        let same = try Dataset.load(folder.file("same.dat", String(repeating: "1::2::3::4\n", count: 100))).log
        #expect(same.count == 100 && same.userCount == 1 && same.itemCount == 1)
        let blank = try Dataset.load(folder.file("blank.dat", "\n1::2::3::4\n\r\n\n5::6::1::2\n\n")).log
        #expect(blank.lines == ["1 2 4 3.0", "5 6 2 1.0"])
    }
}
