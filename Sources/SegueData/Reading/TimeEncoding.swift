/// How a time column is written.
enum TimeEncoding: Sendable, Equatable {
    /// Whole or fractional seconds since 1970, stored and ordered in whole seconds when written so.
    case seconds
    /// Seconds since 1970 with a fraction: ordered by the millisecond, stored in whole seconds.
    case fractionalSeconds
    /// Milliseconds since 1970: ordered by the millisecond, stored in whole seconds.
    case milliseconds
    /// `2009-05-04T23:08:57Z`: ISO 8601, with or without fraction and offset; no offset means UTC.
    case iso8601

    /// How many units of the parsed value make a second.
    var unitsPerSecond: Int64 {
        switch self {
        case .seconds, .iso8601: 1
        case .fractionalSeconds, .milliseconds: 1000
        }
    }

    /// What an error says was expected.
    var expectation: StaticString {
        switch self {
        case .seconds, .fractionalSeconds: "a time in seconds since 1970, from 0 to 253402300799"
        case .milliseconds: "a time in milliseconds since 1970, from 0 to 253402300799999"
        case .iso8601: "a time like 2009-05-04T23:08:57Z"
        }
    }

    /// Reads a field in units of ``unitsPerSecond``; nil when it is malformed or out of range.
    @inline(__always)
    func parse(_ field: UnsafeRawBufferPointer) -> Int64? {
        if self == .seconds, let value = NumberParsing.unsigned(field) {
            return value <= NumberParsing.latestSecond ? value : nil
        }
        return parseSlowly(field)
    }

    private func parseSlowly(_ field: UnsafeRawBufferPointer) -> Int64? {
        switch self {
        case .seconds:
            return TimeParsing.thousandths(field).map { $0 / 1000 }
        case .fractionalSeconds:
            return TimeParsing.thousandths(field)
        case .milliseconds:
            guard let value = NumberParsing.unsigned(field), value <= NumberParsing.latestSecond * 1000 + 999 else {
                return nil
            }
            return value
        case .iso8601:
            return TimeParsing.iso8601(field)
        }
    }
}
