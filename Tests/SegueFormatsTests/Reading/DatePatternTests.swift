import Testing

@testable import SegueFormats

/// Expected values from `date -u -d … +%s`.
@Suite struct DatePatternTests {
    private func read(_ text: String, _ pattern: String) throws -> [Int64]? {
        let pattern = try DatePattern(parsing: pattern)
        return Array(text.utf8).withUnsafeBytes { pattern.instant($0) }.map { [$0.seconds, $0.nanoseconds] }
    }

    @Test(
        arguments: [
            ("31.12.2020", "dd.MM.yyyy", 1_609_372_800, 0), ("12/31/2020", "MM/dd/yyyy", 1_609_372_800, 0),
            ("1/2/70", "M/d/yy", 86_400, 0), ("1/2/69", "M/d/yy", 3_124_310_400, 0),
            ("20201231235959", "yyyyMMddHHmmss", 1_609_459_199, 0),
            ("31-Dec-2020 11:59 pm", "d-MMM-yyyy h:mm a", 1_609_459_140, 0),
            ("December 31 2020 12:00 AM", "MMMM d yyyy hh:mm a", 1_609_372_800, 0),
            ("Thu, 31 Dec 2020 23:59:59 +0100", "EEE, dd MMM yyyy HH:mm:ss Z", 1_609_455_599, 0),
            ("2020-12-31T23:59:59.25Z", "yyyy-MM-dd'T'HH:mm:ss.SSSZ", 1_609_459_199, 250_000_000),
            ("o'31.12.2020", "'o'''dd.MM.yyyy", 1_609_372_800, 0), ("29.2.2024", "d.M.yyyy", 1_709_164_800, 0),
            ("05. Mai 2020", "dd. 'Mai' yyyy'M'", 0, -1),
        ])
    func datesAreRead(_ text: String, _ pattern: String, _ seconds: Int64, _ nanoseconds: Int64) throws {
        guard nanoseconds >= 0 else {
            #expect(throws: ReadError.self) { try read(text, pattern) }
            return
        }
        #expect(try read(text, pattern) == [seconds, nanoseconds])
    }

    @Test(
        arguments: [
            ("29.2.2023", "d.M.yyyy"), ("31.4.2023", "d.M.yyyy"), ("1.13.2023", "d.M.yyyy"), ("0.1.2023", "d.M.yyyy"),
            ("1.1.1969", "d.M.yyyy"), ("1.1.2023 ", "d.M.yyyy"), ("1.1.23", "d.M.yyyy"), ("1.1.2023", "dd.MM.yyyy"),
            ("", "d.M.yyyy"), ("1/1/2023 13:00 PM", "M/d/yyyy h:mm a"), ("1/1/2023 0:00 AM", "M/d/yyyy h:mm a"),
            ("1/1/2023 24:00", "M/d/yyyy H:mm"), ("1/1/2023 23:60", "M/d/yyyy H:mm"), ("1 Foo 2023", "d MMM yyyy"),
        ])
    func impossibleDatesAreRefused(_ text: String, _ pattern: String) throws {
        #expect(try read(text, pattern) == nil)
    }

    @Test(arguments: [
        "", "dd.MM", "yyyy", "dd.MM.yyyy q", "yyyyy-MM-dd", "yyyy-MM-dd 'T", "yyyy-MM-dd h:mm", "MM/dd/yyyy a",
    ])
    func patternsThatMeanNothingAreRefused(_ pattern: String) {
        #expect(throws: ReadError.self) { try DatePattern(parsing: pattern) }
    }
}
