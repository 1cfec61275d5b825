/// Numbers for people, the same in every locale.
enum NumberText {
    /// An integer with commas between thousands: 1,234,567.
    static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// A counted noun, with a plural s where one is due.
    static func counted(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A number without decimals where it is whole: 5, 0.5.
    static func short(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? "\(number)"
    }

    /// A number with a fixed number of decimals, 0 … 15, halves rounded away from zero.
    ///
    /// Numbers too large for that many decimals stand in Swift's shortest notation, infinities as "∞" and "-∞", and
    /// what is not a number as "–".
    static func fixed(_ number: Double, decimals: Int) -> String {
        guard !number.isNaN else { return "–" }
        guard number.isFinite else { return number < 0 ? "-∞" : "∞" }
        var scale = 1
        let digitCount = max(0, min(decimals, 15))
        for _ in 0..<digitCount { scale *= 10 }
        let scaled = (number.magnitude * Double(scale)).rounded()
        guard let units = Int(exactly: scaled), units < 1 << 53 else { return "\(number)" }
        let sign = number < 0 && units > 0 ? "-" : ""
        guard digitCount > 0 else { return sign + String(units) }
        let fraction = String(units % scale)
        return sign + String(units / scale) + "." + String(repeating: "0", count: digitCount - fraction.count)
            + fraction
    }
}
