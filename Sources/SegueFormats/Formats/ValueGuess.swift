import SegueData

/// Decides from many values how a column is written, and refuses to decide where that would be a guess.
enum ValueGuess {
    /// From so many on, a number counts the next finer unit: the year 5138 in the coarser, 1973 in the finer.
    private static let thresholds: [(Double, TimeUnit)] = [
        (1e17, .nanoseconds), (1e14, .microseconds), (1e11, .milliseconds), (1, .seconds),
    ]
    /// From here on a number counts nothing: 64 bits of nanoseconds end before.
    private static let largestTime = 1e19

    /// How a time column is written.
    ///
    /// - Parameters:
    ///   - values: the column's values, empty ones included.
    ///   - unit: what numbers count if the format says so.
    /// - Throws: ``ReadError`` when there are numbers of two sizes, which count different units.
    static func timeEncoding(
        of values: [String], options: ReadOptions, unit: TimeUnit?, path: String, line: Int
    ) throws -> TimeEncoding {
        if let pattern = options.datePattern { return .pattern(pattern) }
        if let unit = options.timeUnit { return .number(unit) }
        let dates = values.count(where: FieldKind.isISODate)
        let numbers = values.compactMap { FieldKind.number(options.usesDecimalComma == true ? pointed($0) : $0) }
        if dates > numbers.count { return .iso8601 }
        if numbers.isEmpty, let date = values.first(where: FieldKind.isDateLike) {
            throw ReadError(
                .format, path: path, line: line, problem: "the times look like dates, as \"\(date)\"",
                remedy: "Say how they are written, as --date-format dd.MM.yyyy or --date-format M/d/yyyy.")
        }
        if let unit { return .number(unit) }
        let units = Set(
            numbers.compactMap { number in
                number < largestTime ? thresholds.first { number >= $0.0 }?.1 : nil
            })
        guard units.count <= 1 else {
            let list = units.sorted().map(\.symbol).joined(separator: " and ")
            throw ReadError(
                .format, path: path, line: line, problem: "some of the first times look like \(list)",
                remedy: "Say what they count with --time-unit s, ms, us or ns.")
        }
        return .number(units.first ?? .seconds)
    }

    /// Whether the values of a column of numbers have a decimal comma: all are whole or have one, and none has a point.
    ///
    /// - Throws: ``ReadError`` when the commas could as well stand between thousands.
    static func hasDecimalComma(_ values: [String], path: String, line: Int) throws -> Bool {
        let written = values.filter { !$0.isEmpty }
        let commas = written.filter(FieldKind.isDecimalComma)
        guard !commas.isEmpty, written.allSatisfy({ FieldKind.isDigits($0) || FieldKind.isDecimalComma($0) }) else {
            return false
        }
        guard commas.contains(where: { $0.split(separator: ",").last?.count != 3 }) else {
            throw ReadError(
                .format, path: path, line: line,
                problem:
                    "the commas of the ratings, as in \(commas[0]), can stand before fractions or between thousands",
                remedy: "Say --decimal-comma if they stand before fractions, else remove them.")
        }
        return true
    }

    private static func pointed(_ text: String) -> String { String(text.map { $0 == "," ? "." : $0 }) }
}
