/// Decides how a time column is written, from its first value.
enum TimeGuess {
    /// From here on a whole number counts milliseconds: the year 5138 in seconds, 1973 in milliseconds.
    private static let smallestMillisecond: Int64 = 100_000_000_000

    /// The encoding of a column whose first value is `value`.
    static func encoding(of value: String, unit: ReadOptions.TimeUnit) -> TimeEncoding {
        var text = value
        let (isDate, whole) = text.withUTF8 { bytes in
            let field = UnsafeRawBufferPointer(bytes)
            return (TimeParsing.iso8601(field) != nil, NumberParsing.unsigned(field))
        }
        if isDate { return .iso8601 }
        switch unit {
        case .seconds: return .fractionalSeconds
        case .milliseconds: return .milliseconds
        case .automatic: return (whole ?? 0) >= smallestMillisecond ? .milliseconds : .fractionalSeconds
        }
    }
}
