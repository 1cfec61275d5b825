/// A moment, exact to the nanosecond.
package struct Instant: Equatable {
    /// Whole seconds since 1970.
    package var seconds: Int64
    /// Nanoseconds beyond them, less than a second.
    package var nanoseconds: Int64

    /// A moment after 1970, or before it where the seconds are negative.
    package init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The coarsest unit that expresses the moment exactly.
    package var coarsestUnit: TimeUnit {
        TimeUnit.allCases.first { nanoseconds % (TimeUnit.nanoseconds.perSecond / $0.perSecond) == 0 } ?? .nanoseconds
    }

    /// The moment in a unit, which must express it exactly; nil when the number is too large.
    package func count(in unit: TimeUnit) -> Int64? {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: unit.perSecond)
        let (sum, carry) = whole.addingReportingOverflow(
            nanoseconds / (TimeUnit.nanoseconds.perSecond / unit.perSecond))
        return overflow || carry ? nil : sum
    }
}

extension Instant {
    /// The moment that a count of a unit means; counts before 1970 included.
    package init(_ count: Int64, _ unit: TimeUnit) {
        var (whole, rest) = count.quotientAndRemainder(dividingBy: unit.perSecond)
        if rest < 0 { (whole, rest) = (whole - 1, rest + unit.perSecond) }
        self.init(seconds: whole, nanoseconds: rest * (TimeUnit.nanoseconds.perSecond / unit.perSecond))
    }

    /// The fraction of the second with its point, as short as is exact: `.9`; empty for a whole second.
    private var fraction: String {
        guard nanoseconds != 0 else { return "" }
        var digits = String(nanoseconds + TimeUnit.nanoseconds.perSecond).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }

    /// `2009-05-04T23:08:57.9Z`.
    package var iso8601: String {
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        var (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if second < 0 { (days, second) = (days - 1, second + 86_400) }
        let date = CalendarDate(daysSince1970: days)
        return "\(date.year)-\(two(date.month))-\(two(date.day))T\(two(second / 3600)):\(two(second / 60 % 60)):"
            + "\(two(second % 60))\(fraction)Z"
    }

    /// Seconds since 1970 as a decimal number, exact and as short as possible.
    package var decimalSeconds: String {
        guard seconds < 0, nanoseconds > 0 else { return String(seconds) + fraction }
        let opposite = Instant(seconds: -1 - seconds, nanoseconds: TimeUnit.nanoseconds.perSecond - nanoseconds)
        return "-" + opposite.decimalSeconds
    }
}
