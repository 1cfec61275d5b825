import Testing

@testable import SegueData

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

    @Test func readsTimes() {
        #expect(bytes("978300760", TimeEncoding.seconds.parse) == 978_300_760)
        #expect(bytes("978300760.0", TimeEncoding.seconds.parse) == 978_300_760)
        #expect(bytes("1396860669.277", TimeEncoding.fractionalSeconds.parse) == 1_396_860_669_277)
        #expect(bytes("1396437466.94", TimeEncoding.fractionalSeconds.parse) == 1_396_437_466_940)
        #expect(bytes("1396437466.9400005", TimeEncoding.fractionalSeconds.parse) == 1_396_437_466_940)
        #expect(bytes("9.7830076e8", TimeEncoding.fractionalSeconds.parse) == 978_300_760_000)
        #expect(bytes("1433221332117", TimeEncoding.milliseconds.parse) == 1_433_221_332_117)
        #expect(bytes("253402300799", TimeEncoding.seconds.parse) == 253_402_300_799)
        for text in ["", "-1", "253402300800", "99999999999999999999", "12a", "nan", "1e300", "0x1"] {
            #expect(bytes(text, TimeEncoding.seconds.parse) == nil, "\(text)")
            #expect(bytes(text, TimeEncoding.fractionalSeconds.parse) == nil, "\(text)")
        }
    }

    /// Expected values from `date -u -d … +%s`.
    @Test func readsISO8601() {
        let good: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0), ("2009-05-04T23:08:57Z", 1_241_478_537), ("2000-02-29T12:00:00Z", 951_825_600),
            ("2009-05-04 23:08:57", 1_241_478_537), ("2009-05-04T23:08:57.123Z", 1_241_478_537),
            ("2009-05-05T01:08:57+02:00", 1_241_478_537), ("2009-05-04T19:08:57-0400", 1_241_478_537),
            ("2024-03-01", 1_709_251_200), ("2100-03-01T00:00:00Z", 4_107_542_400),
        ]
        for (text, value) in good { #expect(bytes(text, TimeParsing.iso8601) == value, "\(text)") }
        let bad = [
            "2009-13-04T23:08:57Z", "2009-02-29T00:00:00Z", "2009-05-04T24:08:57Z", "2009-05-04T23:08", "2009/05/04",
            "2009-05-04T23:08:57X", "2009-05-04T23:08:57+", "1969-12-31T23:59:59Z", "",
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
