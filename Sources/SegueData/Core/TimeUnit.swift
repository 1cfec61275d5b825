/// What a whole number that stands for a time counts, since 1970.
public enum TimeUnit: Int64, Sendable, CaseIterable, Codable, Comparable {
    /// Seconds.
    case seconds = 1
    /// Thousandths of a second.
    case milliseconds = 1_000
    /// Millionths of a second.
    case microseconds = 1_000_000
    /// Billionths of a second; they reach to the year 2262.
    case nanoseconds = 1_000_000_000

    /// How many of them make a second.
    public var perSecond: Int64 { rawValue }

    /// `s`, `ms`, `us` or `ns`.
    public var symbol: String {
        switch self {
        case .seconds: "s"
        case .milliseconds: "ms"
        case .microseconds: "us"
        case .nanoseconds: "ns"
        }
    }

    /// The unit of this symbol; nil for any other text.
    public init?(symbol: String) {
        guard let unit = Self.allCases.first(where: { $0.symbol == symbol }) else { return nil }
        self = unit
    }

    /// So many seconds in this unit, or the nearest number that fits.
    public func count(ofSeconds seconds: Int64) -> Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: rawValue)
        return overflow ? (seconds < 0 ? Int64.min : Int64.max) : product
    }

    /// A number of this unit in seconds; exact up to 2⁵³ of them.
    public func seconds(_ count: Int64) -> Double { Double(count) / Double(rawValue) }

    /// A number of this unit, not negative, in whole seconds, one that has only begun included.
    package func secondsBegun(_ count: Int64) -> Int64 { count / rawValue + (count % rawValue == 0 ? 0 : 1) }

    /// So many of a coarser unit, or of the same, in this unit; nil when the number is too large.
    package func count(of count: Int64, in coarser: TimeUnit) -> Int64? {
        let (product, overflow) = count.multipliedReportingOverflow(by: rawValue / coarser.rawValue)
        return overflow ? nil : product
    }

    /// The seconds that have passed between two counts; exact to a few parts in 10¹⁶ of what lies between them.
    public func seconds(from earlier: Int64, to later: Int64) -> Double {
        let (difference, overflow) = later.subtractingReportingOverflow(earlier)
        return overflow ? seconds(later) - seconds(earlier) : seconds(difference)
    }

    /// Whether one counts fewer to a second than another.
    public static func < (left: TimeUnit, right: TimeUnit) -> Bool { left.rawValue < right.rawValue }
}
