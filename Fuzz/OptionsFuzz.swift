import SegueCore

@testable import SegueData
@testable import SegueFormats

/// The small languages of the options: columns, delimiters, patterns of dates; and the times that they read. The first line
/// is the option, the second a time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOptions(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = buffer(start, count)
    let option = UnsafeRawBufferPointer(rebasing: bytes.prefix { $0 != 0x0A })
    let time = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(option.count + 1))
    let text = TextDecoding(content: option).string(option)
    _ = try? ColumnMapping(parsing: text)
    _ = try? Delimiter(parsing: text)
    if let pattern = try? DatePattern(parsing: text) { check(pattern.instant(time)) }
    check(TimeParsing.iso8601(time))
    for unit in TimeUnit.allCases { check(TimeParsing.number(time, counting: unit)) }
    return 0
}

/// What was read can be written, and read again as the same.
private func check(_ instant: Instant?) {
    guard let instant else { return }
    let forms = [Array(instant.decimalSeconds.utf8), Array(instant.iso8601.utf8)]
    let number = forms[0].withUnsafeBytes { TimeParsing.number($0, counting: .seconds) }
    precondition(number == instant, "\(instant) as number")
    // The pattern of ISO 8601 has years of four digits.
    guard forms[1].firstIndex(of: 0x2D) == 4 else { return }
    let date = forms[1].withUnsafeBytes { TimeParsing.iso8601($0) }
    precondition(date == instant, "\(instant) as date")
}
