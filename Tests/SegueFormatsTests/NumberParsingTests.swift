import SegueData
import Testing

@testable import SegueFormats

@Suite struct NumberParsingTests {
    private func bytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Array(text.utf8).withUnsafeBytes(body)
    }

    @Test func readsDecimals() {
        let good: [(String, Double)] = [
            ("5", 5), ("3.5", 3.5), ("-2", -2), ("+4.25", 4.25), ("0.001", 0.001), (".5", 0.5), ("5.", 5),
            ("1e3", 1000),
            ("12345678901234567168", 12_345_678_901_234_567_168), ("1.5E-2", 0.015), ("-0", 0),
        ]
        for (text, value) in good { #expect(bytes(text, NumberParsing.decimal) == value, "\(text)") }
        let bad = ["", ".", "-", "nan", "NaN", "inf", "-inf", "1e400", "0x10", " 1", "1 ", "1,5", "1.2.3", "5a", "e5"]
        for text in bad { #expect(bytes(text, NumberParsing.decimal) == nil, "\(text)") }
        #expect(bytes("1e39", NumberParsing.float) == nil)
    }

    /// Seconds and nanoseconds of a number that counts a unit.
    private func number(_ text: String, _ unit: TimeUnit) -> [Int64]? {
        bytes(text) { TimeParsing.number($0, counting: unit) }.map { [$0.seconds, $0.nanoseconds] }
    }

    @Test func readsTimes() {
        let good: [(String, TimeUnit, [Int64])] = [
            ("978300760", .seconds, [978_300_760, 0]), ("978300760.0", .seconds, [978_300_760, 0]),
            ("1396860669.277", .seconds, [1_396_860_669, 277_000_000]),
            ("1396437466.9400005", .seconds, [1_396_437_466, 940_000_500]),
            ("1396437466.9999999999", .seconds, [1_396_437_466, 999_999_999]),
            ("9.7830076e8", .seconds, [978_300_760, 0]), ("1e9", .seconds, [1_000_000_000, 0]),
            ("1.5e-3", .seconds, [0, 1_500_000]), ("+5.", .seconds, [5, 0]), (".25", .seconds, [0, 250_000_000]),
            ("0e9999", .seconds, [0, 0]), ("2147483648", .seconds, [2_147_483_648, 0]),
            ("253402300799", .seconds, [253_402_300_799, 0]),
            ("1433221332117", .milliseconds, [1_433_221_332, 117_000_000]),
            ("1387670400000.0", .milliseconds, [1_387_670_400, 0]), ("7", .milliseconds, [0, 7_000_000]),
            ("1433221332117.5", .milliseconds, [1_433_221_332, 117_500_000]),
            ("1433221332117003", .microseconds, [1_433_221_332, 117_003_000]),
            ("1433221332117003009", .nanoseconds, [1_433_221_332, 117_003_009]),
        ]
        for (text, unit, value) in good { #expect(number(text, unit) == value, "\(text) \(unit)") }
        let bad = [
            "", "-1", "253402300800", "99999999999999999999", "12a", "nan", "1e300", "0x1", "1e", "1.2.3", ".", "e5",
            "1 ", "1,5", "1e99999",
        ]
        for text in bad { #expect(number(text, .seconds) == nil, "\(text)") }
    }

    /// Expected values from `date -u -d … +%s`.
    @Test func readsISO8601() {
        let good: [(String, [Int64])] = [
            ("1970-01-01T00:00:00Z", [0, 0]), ("2009-05-04T23:08:57Z", [1_241_478_537, 0]),
            ("2000-02-29T12:00:00Z", [951_825_600, 0]), ("2009-05-04 23:08:57", [1_241_478_537, 0]),
            ("2009-05-04T23:08:57.123Z", [1_241_478_537, 123_000_000]),
            ("2009-05-04T23:08:57.000000001", [1_241_478_537, 1]),
            ("2009-05-04T23:08:57,5Z", [1_241_478_537, 500_000_000]),
            ("2009-05-05T01:08:57+02:00", [1_241_478_537, 0]), ("2009-05-04T19:08:57-0400", [1_241_478_537, 0]),
            ("2009-05-05T01:08:57+02", [1_241_478_537, 0]), ("2009-05-04 23:08:57 UTC", [1_241_478_537, 0]),
            ("2009-05-04T23:08Z", [1_241_478_480, 0]), ("2024-03-01", [1_709_251_200, 0]),
            ("2100-03-01T00:00:00Z", [4_107_542_400, 0]), ("2038-01-19T03:14:08Z", [2_147_483_648, 0]),
        ]
        for (text, value) in good {
            let instant = bytes(text, TimeParsing.iso8601)
            #expect(instant.map { [$0.seconds, $0.nanoseconds] } == value, "\(text)")
        }
        let bad = [
            "2009-13-04T23:08:57Z", "2009-02-29T00:00:00Z", "2009-05-04T24:08:57Z", "2009-05-04T23", "2009/05/04",
            "2009-05-04T23:08:57X", "2009-05-04T23:08:57+", "1969-12-31T23:59:59Z", "", "2009-05-04T23:08:57.",
            "2009-05-04T23:08:57+02:", "1970-01-01T00:00:00+01:00",
        ]
        for text in bad { #expect(bytes(text, TimeParsing.iso8601) == nil, "\(text)") }
    }

    @Test func findsInvalidUTF8() {
        let good: [[UInt8]] = [
            [], [0x41], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x8E, 0xAC], [0xED, 0x9F, 0xBF],
        ]
        for bytes in good { #expect(bytes.withUnsafeBytes { UTF8Validation.firstInvalidOffset(in: $0) } == nil) }
        let bad: [([UInt8], Int)] = [
            ([0xFF], 0), ([0x41, 0xC3], 1), ([0xC0, 0x80], 0), ([0xE0, 0x80, 0x80], 0), ([0xED, 0xA0, 0x80], 0),
            ([0xF4, 0x90, 0x80, 0x80], 0), (Array("ninebytes".utf8) + [0xE9, 0x20], 9), ([0xF0, 0x9F, 0x8E], 0),
        ]
        for (bytes, offset) in bad {
            #expect(bytes.withUnsafeBytes { UTF8Validation.firstInvalidOffset(in: $0) } == offset)
        }
    }

    @Test func countsAndFindsBytes() {
        for length in [0, 1, 7, 8, 9, 2047, 2048, 5000] {
            let text = (0..<length).map { UInt8($0 % 7 == 3 ? 0x0A : 0x0B) }
            text.withUnsafeBytes { bytes in
                #expect(LineScanning.count(0x0A, in: bytes) == (length + 3) / 7)
                #expect(LineScanning.firstIndex(of: 0x0A, in: bytes, from: 4) == (length > 10 ? 10 : max(length, 4)))
            }
        }
    }
}
