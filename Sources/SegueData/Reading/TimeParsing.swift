/// Readers of the less common ways to write a time.
enum TimeParsing {
    /// A non-negative number of seconds in thousandths, further digits cut off; nil when malformed or out of range.
    static func thousandths(_ field: UnsafeRawBufferPointer) -> Int64? {
        let point = field.firstIndex(of: 0x2E) ?? field.count
        guard let whole = NumberParsing.unsigned(UnsafeRawBufferPointer(rebasing: field[..<point])) else {
            return withExponent(field)
        }
        guard whole <= NumberParsing.latestSecond else { return nil }
        var (fraction, scale): (Int64, Int64) = (0, 100)
        for byte in field.dropFirst(point + 1) {
            let digit = byte &- 0x30
            guard digit < 10 else { return withExponent(field) }
            fraction += Int64(digit) * scale
            scale /= 10
        }
        return whole * 1000 + fraction
    }

    private static func withExponent(_ field: UnsafeRawBufferPointer) -> Int64? {
        guard let value = NumberParsing.decimal(field), value >= 0, value <= Double(NumberParsing.latestSecond) else {
            return nil
        }
        return Int64(exactly: (value * 1000).rounded(.down))
    }

    /// An ISO 8601 date, or date and time, as seconds since 1970.
    static func iso8601(_ field: UnsafeRawBufferPointer) -> Int64? {
        guard field.count >= 10, field[4] == 0x2D, field[7] == 0x2D,
            let year = number(field, 0, 4), let month = number(field, 5, 2), let day = number(field, 8, 2),
            year >= 1970, (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year)
        else { return nil }
        let midnight = daysSince1970(year: year, month: month, day: day) * 86_400
        if field.count == 10 { return midnight }
        guard field.count >= 19, field[10] == 0x54 || field[10] == 0x20, field[13] == 0x3A, field[16] == 0x3A,
            let hour = number(field, 11, 2), let minute = number(field, 14, 2), let second = number(field, 17, 2),
            hour < 24, minute < 60, second <= 60, let offset = utcOffset(field, from: 19)
        else { return nil }
        let result = midnight + hour * 3600 + minute * 60 + second - offset
        return result >= 0 ? result : nil
    }

    /// Seconds east of UTC written after the time, past a fraction of a second; nil when malformed.
    private static func utcOffset(_ field: UnsafeRawBufferPointer, from start: Int) -> Int64? {
        var position = start
        if position < field.count, field[position] == 0x2E {
            position += 1
            while position < field.count, field[position] &- 0x30 < 10 { position += 1 }
        }
        if position == field.count { return 0 }
        let sign = field[position]
        if sign == 0x5A || sign == 0x7A { return position + 1 == field.count ? 0 : nil }
        guard sign == 0x2B || sign == 0x2D, let hours = number(field, position + 1, 2) else { return nil }
        let minutesStart = position + 3 < field.count && field[position + 3] == 0x3A ? position + 4 : position + 3
        guard let minutes = number(field, minutesStart, 2), minutesStart + 2 == field.count, hours <= 18, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == 0x2D ? -1 : 1)
    }

    private static func number(_ field: UnsafeRawBufferPointer, _ start: Int, _ length: Int) -> Int64? {
        guard start + length <= field.count else { return nil }
        return NumberParsing.unsigned(UnsafeRawBufferPointer(rebasing: field[start..<(start + length)]))
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar. March is counted as the first month, so that the leap
    /// day ends the year.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month > 2 ? year : year - 1
        let shiftedMonth = month > 2 ? month - 3 : month + 9
        let leapDays = shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400
        return shiftedYear * 365 + leapDays + (153 * shiftedMonth + 2) / 5 + day - 1 - 719_468
    }
}
