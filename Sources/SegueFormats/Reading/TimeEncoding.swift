import SegueData

/// How a time column is written.
enum TimeEncoding: Sendable, Equatable, CustomStringConvertible {
    /// A number of units since 1970, possibly with a fraction.
    case number(TimeUnit)
    /// `2009-05-04T23:08:57Z`: ISO 8601, with or without fraction and offset; no offset means UTC.
    case iso8601
    /// Dates after a pattern.
    case pattern(DatePattern)

    /// The unit that times are read in until one of them needs a finer one.
    var naturalUnit: TimeUnit {
        if case .number(let unit) = self { return unit }
        return .seconds
    }

    /// Whether times are numbers.
    var isNumber: Bool {
        if case .number = self { return true }
        return false
    }

    /// The unit's symbol, `ISO 8601` or the pattern.
    var description: String {
        switch self {
        case .number(let unit): unit.symbol
        case .iso8601: "ISO 8601"
        case .pattern(let pattern): pattern.description
        }
    }

    /// What an error says was expected.
    var expectation: String {
        switch self {
        case .number(.seconds): "a time in seconds since 1970, from 0 to 253402300799"
        case .number(let unit): "a time in \(unit) since 1970, not negative and before the year 10000"
        case .iso8601: "a time like 2009-05-04T23:08:57Z, from 1970 on"
        case .pattern(let pattern): "a time like \(pattern), from 1970 on"
        }
    }

    /// Reads a field; nil when it is malformed or out of range.
    func instant(_ field: UnsafeRawBufferPointer) -> Instant? {
        switch self {
        case .number(let unit): TimeParsing.number(field, counting: unit)
        case .iso8601: TimeParsing.iso8601(field)
        case .pattern(let pattern): pattern.instant(field)
        }
    }
}
