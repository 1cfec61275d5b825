import Foundation
import SegueData
import Testing

@testable import SegueFormats

/// Times keep what was written: order, equality and writing are exact.
@Suite struct TimeReadingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func log(_ times: [String], _ options: ReadOptions = ReadOptions()) throws -> InteractionLog {
        let rows = times.enumerated().map { "u,\($0.offset),\($0.element)\n" }
        return try Dataset.load(folder.file("t.csv", "user_id,item_id,timestamp\n" + rows.joined()), options: options)
            .log
    }

    private func error(_ times: [String], _ options: ReadOptions = ReadOptions()) throws -> ReadError? {
        let rows = times.enumerated().map { "u,\($0.offset),\($0.element)\n" }
        return readError(try folder.file("t.csv", "user_id,item_id,timestamp\n" + rows.joined()), options)
    }

    @Test(
        arguments: [
            (
                ["2020-01-01T00:00:00.900Z", "2020-01-01T00:00:00.100Z", "2020-01-01T00:00:00.500Z"],
                ["u 1 1577836800.1", "u 2 1577836800.5", "u 0 1577836800.9"], TimeUnit.milliseconds
            ),
            (
                ["1600000000.900", "1600000000.100", "1600000000.500"],
                ["u 1 1600000000.1", "u 2 1600000000.5", "u 0 1600000000.9"], .milliseconds
            ),
            (["1600000000900.0", "1600000000100.0"], ["u 1 1600000000.1", "u 0 1600000000.9"], .milliseconds),
            (["1600000000000", "1500000000000"], ["u 1 1500000000", "u 0 1600000000"], .seconds),
            (["1600000000", "1600000000.000002"], ["u 0 1600000000", "u 1 1600000000.000002"], .microseconds),
            (
                ["1600000000.000000002", "1600000000.000000001", "1600000000"],
                ["u 2 1600000000", "u 1 1600000000.000000001", "u 0 1600000000.000000002"], .nanoseconds
            ),
            (["1600000000000001", "1600000000000000"], ["u 1 1600000000", "u 0 1600000000.000001"], .microseconds),
            (
                ["1600000000000000001", "1600000000000000000"], ["u 1 1600000000", "u 0 1600000000.000000001"],
                .nanoseconds
            ),
            (["1e9", "2147483648", "4102444800"], ["u 0 1000000000", "u 1 2147483648", "u 2 4102444800"], .seconds),
            (["2020-01-01T01:00:00+02:00", "2019-12-31T22:59:59Z"], ["u 1 1577833199", "u 0 1577833200"], .seconds),
            (["7.5", "7.25", "7"], ["u 2 7", "u 1 7.25", "u 0 7.5"], .milliseconds),
        ])
    func fractionsAreKept(_ times: [String], _ lines: [String], _ unit: TimeUnit) throws {
        let log = try log(times)
        #expect(log.lines == lines)
        #expect(log.timeUnit == unit)
        // Written and read again nothing is lost.
        for format in [OutputFormat.csv, .jsonl, .recbole, .gru4rec] {
            let path = folder.url.appendingPathComponent("again." + format.fileExtension).path
            try InteractionWriter(format: format).write(log, to: path)
            let again = try Dataset.load(path, options: ReadOptions(timeUnit: .seconds)).log
            #expect(again.lines == lines)
            #expect(again.timeUnit == unit)
        }
    }

    @Test func differentFractionsAreDifferentTimes() throws {
        let path = try folder.file("t.csv", "user,item,time\nu,a,1.1\nu,b,1.2\nu,c,1.2\n")
        let summary = DatasetSummary(of: try Dataset.load(path))
        #expect(summary.tiedTimeShare == 0.5)
        #expect(summary.firstTime == 1)
        #expect(summary.timeUnit == .milliseconds)
    }

    @Test func theUnitCanBeGiven() throws {
        #expect(try log(["5", "4"], ReadOptions(timeUnit: .milliseconds)).lines == ["u 1 0.004", "u 0 0.005"])
        #expect(try log(["5000", "4000"], ReadOptions(timeUnit: .microseconds)).lines == ["u 1 0.004", "u 0 0.005"])
        #expect(try log(["200000000000"], ReadOptions(timeUnit: .seconds)).lines == ["u 0 200000000000"])
        #expect(try error(["1600000000000"], ReadOptions(timeUnit: .seconds))?.line == 2)
        #expect(try error(["2020-01-01"], ReadOptions(timeUnit: .seconds))?.line == 2)
        let both = ReadOptions(timeUnit: .seconds, datePattern: try DatePattern(parsing: "yyyy-MM-dd"))
        #expect(try error(["5"], both)?.exitCode == 64)
    }

    @Test func manyRowsDecideHowTimesAreWritten() throws {
        let log = try log(["", "2020-01-01T00:00:01Z", "2020-01-01T00:00:02Z"], ReadOptions(maximumBadRows: 1))
        #expect(log.lines == ["u 1 1577836801", "u 2 1577836802"])
        #expect(log.source.rowsSkipped == 1)
        #expect(
            try self.log(["0", "1600000000000", "1600000001000"]).lines == [
                "u 0 0", "u 1 1600000000", "u 2 1600000001",
            ])
    }

    @Test func timesOfTwoSizesAreRefused() throws {
        let error = try #require(try error(["1600000000", "1600000000000"]))
        #expect(error.problem.contains("s and ms") && error.remedy.contains("--time-unit"), "\(error)")
    }

    @Test(arguments: ["-5", "1969-12-31T23:59:59Z", "nan", "", "1e300", "5s", "2300000000.000000001"])
    func impossibleTimesAreRefused(_ time: String) throws {
        // A time in seconds with nanoseconds reaches to 2262 only, and the unit is the whole column's.
        let error = try #require(
            try error(["10000000000", "1600000000.000000001", time], ReadOptions(timeUnit: .seconds)))
        #expect(error.kind == .badRow)
    }

    @Test func gapsAndDaysAreInSecondsWhateverTheUnit() throws {
        let log = try log(["100.5", "103.5", "106.501"])
        #expect(try log.sessions(gapSeconds: 3).users.ids == ["u#1", "u#2"])
        let split = try LastDaysSplit(testDays: 1, validationDays: 0).boundaries(
            of: try InteractionLog(
                users: Vocabulary(ids: ["a", "b"]), items: Vocabulary(ids: ["i"]), offsets: [0, 1, 2],
                itemColumn: [1, 1],
                timeColumn: [0, 86_400_001], timeUnit: .milliseconds, source: DataSource(file: "t", formatName: "t")))
        #expect(split.trainEnds == [1, 1])
    }

    @Test func datesGoByAPattern() throws {
        let pattern = ReadOptions(datePattern: try DatePattern(parsing: "dd.MM.yyyy HH:mm:ss"))
        #expect(
            try log(["31.12.2020 23:59:59", "01.01.2020 00:00:00"], pattern).lines == [
                "u 1 1577836800", "u 0 1609459199",
            ])
        #expect(try error(["31.12.2020"])?.remedy.contains("--date-format") == true)
        #expect(try error(["12/31/2020"])?.remedy.contains("--date-format") == true)
        #expect(try error(["31.12.2020"], pattern)?.kind == .badRow)
    }
}
