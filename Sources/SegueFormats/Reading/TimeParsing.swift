import SegueData

/// Readers of the ways to write a time.
package enum TimeParsing {
    /// The second of a moment that somebody writes: seconds since 1970, or an ISO 8601 date and time; nil for anything else.
    package static func second(of text: String) -> Int64? {
        var text = text
        return text.withUTF8 { field in
            let bytes = UnsafeRawBufferPointer(field)
            return (number(bytes, counting: .seconds) ?? iso8601(bytes))?.seconds
        }
    }

    /// Longest number that is read.
    private static let longestNumber = 64

    /// A decimal number of units since 1970, exact to the nanosecond; further digits are cut off. Nil when it is malformed,
    /// negative, or beyond the year 9999.
    static func number(_ field: UnsafeRawBufferPointer, counting unit: TimeUnit) -> Instant? {
        guard field.count <= longestNumber, let number = DecimalDigits(field) else { return nil }
        let point = number.point - String(unit.perSecond).utf8.count + 1
        var (seconds, nanoseconds): (Int64, Int64) = (0, 0)
        guard point <= number.count + 20 else { return number.isZero ? Instant(seconds: 0) : nil }
        for position in stride(from: 0, to: max(point, 0), by: 1) {
            seconds = seconds * 10 + number.digit(position)
            guard seconds <= NumberParsing.latestSecond else { return nil }
        }
        for position in point..<point + 9 { nanoseconds = nanoseconds * 10 + number.digit(position) }
        return Instant(seconds: seconds, nanoseconds: nanoseconds)
    }

    /// An ISO 8601 date, or date and time; a blank may stand for `T`, `UTC` or `GMT` for `Z`, and none of them means UTC.
    static func iso8601(_ field: UnsafeRawBufferPointer) -> Instant? {
        var text = ByteCursor(field)
        guard let year = text.number(digits: 4), text.take("-"), let month = text.number(digits: 2), text.take("-"),
            let day = text.number(digits: 2), year >= 1970,
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        let midnight = Instant(seconds: date.daysSince1970 * 86_400)
        if text.isAtEnd { return midnight }
        guard text.take("T") || text.take(" ") || text.take("t"), let hour = text.number(digits: 2), text.take(":"),
            let minute = text.number(digits: 2), hour < 24, minute < 60
        else { return nil }
        var second: Int64 = 0
        var nanoseconds: Int64 = 0
        if text.take(":") {
            guard let written = text.number(digits: 2), written <= 60 else { return nil }
            second = written
            if text.take(".") || text.take(",") {
                guard let fraction = text.fraction() else { return nil }
                nanoseconds = fraction
            }
        }
        guard let offset = text.isAtEnd ? 0 : text.utcOffset(), text.isAtEnd else { return nil }
        let seconds = midnight.seconds + hour * 3600 + minute * 60 + second - offset
        return seconds >= 0 ? Instant(seconds: seconds, nanoseconds: nanoseconds) : nil
    }
}

/// The digits of a decimal number, in place.
private struct DecimalDigits {
    private let field: UnsafeRawBufferPointer
    private let start: Int
    private let wholeCount: Int
    /// Number of digits.
    let count: Int
    /// How many digits stand before the point, the exponent applied; negative for zeros behind the point.
    let point: Int

    /// Finds the digits of `digits[.digits][e[±]digits]`; nil for anything else.
    init?(_ field: UnsafeRawBufferPointer) {
        var position = field.first == 0x2B ? 1 : 0
        start = position
        func isDigit() -> Bool { position < field.count && field[position] &- 0x30 < 10 }
        while isDigit() { position += 1 }
        wholeCount = position - start
        var fractionCount = 0
        if position < field.count, field[position] == 0x2E {
            position += 1
            while isDigit() { (position, fractionCount) = (position + 1, fractionCount + 1) }
        }
        guard wholeCount + fractionCount > 0 else { return nil }
        var exponent = 0
        if position < field.count, field[position] | 0x20 == 0x65 {
            position += 1
            let isNegative = position < field.count && field[position] == 0x2D
            if isNegative || (position < field.count && field[position] == 0x2B) { position += 1 }
            let digits = UnsafeRawBufferPointer(rebasing: field[position...])
            guard digits.count <= 4, let written = NumberParsing.unsigned(digits) else { return nil }
            exponent = Int(isNegative ? -written : written)
            position = field.count
        }
        guard position == field.count else { return nil }
        self.field = field
        count = wholeCount + fractionCount
        point = wholeCount + exponent
    }

    /// Whether all digits are zero.
    var isZero: Bool { (0..<count).allSatisfy { digit($0) == 0 } }

    /// The digit at a position; zeros stand before and behind those that are written.
    func digit(_ position: Int) -> Int64 {
        guard position >= 0, position < count else { return 0 }
        return Int64(field[start + position + (position < wholeCount ? 0 : 1)] &- 0x30)
    }
}
