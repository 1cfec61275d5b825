import SegueData

/// How dates are written, as `dd.MM.yyyy HH:mm:ss`: letters stand for parts of the date, everything else for itself.
///
/// | letters | part |
/// |---|---|
/// | `yyyy`, `yy` | year of four digits; of two: 1970 to 2069 |
/// | `MM`, `M`, `MMM` | month of two digits; of one or two; `Jan` … `Dec` or the full English name |
/// | `dd`, `d` | day of two digits; of one or two |
/// | `EEE` | name of the weekday in English, not checked |
/// | `HH`, `H`, `hh`, `h` | hour 0 to 23; 1 to 12 with `a` |
/// | `mm`, `m`, `ss`, `s` | minute, second |
/// | `S` | digits of a fraction of a second, as many as there are |
/// | `a` | AM or PM |
/// | `Z` | `Z`, `UTC`, `GMT`, `+02:00`, `+0200` or `+02`; without it dates are in UTC |
/// | `'…'` | text as it stands; `''` is an apostrophe |
public struct DatePattern: Sendable, Equatable, CustomStringConvertible {
    enum Part: Sendable, Equatable {
        case literal(Unicode.Scalar)
        case year, shortYear, monthName, weekday, half, fraction, offset
        case month(digits: Int), day(digits: Int), hour(digits: Int), halfHour(digits: Int)
        case minute(digits: Int), second(digits: Int)
    }

    /// The pattern as it was given.
    public let description: String
    let parts: [Part]

    /// Understands a pattern.
    ///
    /// - Throws: ``ReadError`` of kind `usage` for a letter that has no meaning, an open quote, or a pattern without year,
    ///   month and day.
    public init(parsing text: String) throws {
        description = text
        parts = try DatePatternParser.parts(of: text)
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let monthEndings = [
        "uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember",
    ]
    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    private struct Fields {
        var (year, month, day): (Int64, Int64, Int64) = (0, 0, 0)
        var (hour, minute, second, nanoseconds, offset): (Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0)
        var isAfternoon: Bool?

        /// The moment, if it exists and does not lie before 1970.
        var instant: Instant? {
            guard let date = CalendarDate(year: year, month: month, day: day), minute < 60, second <= 60 else {
                return nil
            }
            var hour = hour
            if let isAfternoon {
                guard (1...12).contains(hour) else { return nil }
                hour = hour % 12 + (isAfternoon ? 12 : 0)
            }
            guard hour < 24, year >= 1970 else { return nil }
            let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
            return seconds >= 0 ? Instant(seconds: seconds, nanoseconds: nanoseconds) : nil
        }
    }

    /// Reads a date written so; nil when it is malformed or before 1970.
    func instant(_ field: UnsafeRawBufferPointer) -> Instant? {
        var (text, fields) = (ByteCursor(field), Fields())
        for part in parts {
            guard Self.read(part, from: &text, into: &fields) else { return nil }
        }
        return text.isAtEnd ? fields.instant : nil
    }

    private static func read(_ part: Part, from text: inout ByteCursor, into fields: inout Fields) -> Bool {
        func set(_ slot: inout Int64, _ value: Int64?) -> Bool {
            if let value { slot = value }
            return value != nil
        }
        switch part {
        case .literal(let character): return text.take(character)
        case .year: return set(&fields.year, text.number(digits: 4))
        case .shortYear: return set(&fields.year, text.number(digits: 2).map { $0 + ($0 < 70 ? 2000 : 1900) })
        case .month(let digits): return set(&fields.month, text.number(digits: digits, most: 2))
        case .monthName: return set(&fields.month, month(&text))
        case .day(let digits): return set(&fields.day, text.number(digits: digits, most: 2))
        case .weekday: return weekdays.contains { text.take(word: $0) || text.take(word: String($0.prefix(3))) }
        case .hour(let digits), .halfHour(let digits): return set(&fields.hour, text.number(digits: digits, most: 2))
        case .minute(let digits): return set(&fields.minute, text.number(digits: digits, most: 2))
        case .second(let digits): return set(&fields.second, text.number(digits: digits, most: 2))
        case .fraction: return set(&fields.nanoseconds, text.fraction())
        case .offset: return set(&fields.offset, text.utcOffset())
        case .half:
            fields.isAfternoon = text.take(word: "PM") ? true : text.take(word: "AM") ? false : nil
            return fields.isAfternoon != nil
        }
    }

    private static func month(_ text: inout ByteCursor) -> Int64? {
        guard let index = months.firstIndex(where: { text.take(word: $0) }) else { return nil }
        _ = text.take(word: monthEndings[index])
        return Int64(index + 1)
    }
}

/// Takes a pattern of dates apart.
private enum DatePatternParser {
    private static let letters: [String: DatePattern.Part] = [
        "yyyy": .year, "yy": .shortYear, "MMM": .monthName, "MMMM": .monthName, "EEE": .weekday, "EEEE": .weekday,
        "a": .half, "Z": .offset, "MM": .month(digits: 2), "M": .month(digits: 1), "dd": .day(digits: 2),
        "d": .day(digits: 1), "HH": .hour(digits: 2), "H": .hour(digits: 1), "hh": .halfHour(digits: 2),
        "h": .halfHour(digits: 1), "mm": .minute(digits: 2), "m": .minute(digits: 1), "ss": .second(digits: 2),
        "s": .second(digits: 1),
    ]

    static func parts(of text: String) throws -> [DatePattern.Part] {
        var parts: [DatePattern.Part] = []
        var rest = Array(text.unicodeScalars)[...]
        while let first = rest.first {
            if first == "'" {
                parts += try literal(&rest, text)
            } else if first.isASCII, first.properties.isAlphabetic {
                let run = rest.prefix { $0 == first }
                rest = rest.dropFirst(run.count)
                let name = String(String.UnicodeScalarView(run))
                guard let part = first == "S" ? .fraction : letters[name] else {
                    throw usage("\"\(name)\" in \"\(text)\" stands for no part of a date")
                }
                parts.append(part)
            } else {
                parts.append(.literal(rest.removeFirst()))
            }
        }
        try check(parts, text)
        return parts
    }

    /// Takes `'…'` or `''`.
    private static func literal(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ text: String
    ) throws -> [DatePattern.Part] {
        rest = rest.dropFirst()
        let inside = rest.prefix { $0 != "'" }
        rest = rest.dropFirst(inside.count)
        guard !rest.isEmpty else { throw usage("a quote in \"\(text)\" is not closed") }
        rest = rest.dropFirst()
        return inside.isEmpty ? [.literal("'")] : inside.map { .literal($0) }
    }

    private static func check(_ parts: [DatePattern.Part], _ text: String) throws {
        let hasYear = parts.contains(.year) || parts.contains(.shortYear)
        let hasMonth = parts.contains { [.month(digits: 1), .month(digits: 2), .monthName].contains($0) }
        let hasDay = parts.contains { [.day(digits: 1), .day(digits: 2)].contains($0) }
        guard hasYear, hasMonth, hasDay else { throw usage("\"\(text)\" lacks the year, the month or the day") }
        let hasHalfHour = parts.contains { [.halfHour(digits: 1), .halfHour(digits: 2)].contains($0) }
        guard hasHalfHour == parts.contains(.half) else { throw usage("\"\(text)\" has h without a, or a without h") }
    }

    private static func usage(_ problem: String) -> ReadError {
        ReadError(
            .usage, path: "--date-format", problem: problem,
            remedy: "Write for example dd.MM.yyyy, M/d/yy h:mm a or yyyy-MM-dd'T'HH:mm:ss.SZ.")
    }
}
