/// The words and the bar of a ``ProgressLine``.
struct ProgressText {
    var state: ProgressLine.State
    /// The seconds since the first update.
    var seconds: Double
    /// What was done since the first update.
    var completedSince: Int

    /// The part done, from 0 to 1.
    var fraction: Double {
        state.total > 0 ? min(1, max(0, Double(state.completed) / Double(state.total))) : 1
    }

    /// What is done a second; nil as long as nothing can be said.
    var speed: Double? {
        seconds > 0 && completedSince > 0 ? Double(completedSince) / seconds : nil
    }

    /// The line without bar, for outputs on which lines cannot be overwritten.
    var plain: String { ([state.label] + figures(Figure.allCases)).joined(separator: "  ") }

    /// The line with a bar, no wider than a width. A narrow window loses the bar first, then the figures that can be
    /// reckoned from the others, then the middle of the label; the loss stays.
    func line(width: Int, usesColor: Bool) -> String {
        // The last column stays free: some terminals break the line when it is filled.
        let available = max(0, width - 1)
        let tail = figures(Figure.allCases).joined(separator: "  ")
        let barWidth = min(30, available - state.label.count - tail.count - 4)
        if barWidth >= 8 { return "\(state.label)  \(bar(width: barWidth, usesColor: usesColor))  \(tail)" }
        var kept = Figure.allCases
        var line = plain
        for dropped in [Figure.speed, .timeLeft, .percent] where line.count > available {
            kept.removeAll { $0 == dropped }
            line = ([state.label] + figures(kept)).joined(separator: "  ")
        }
        guard line.count > available else { return line }
        let rest = figures(kept).map { "  \($0)" }.joined()
        return String((Self.shortened(state.label, to: max(0, available - rest.count)) + rest).prefix(available))
    }

    /// The beginning and the end of a text.
    private static func shortened(_ text: String, to count: Int) -> String {
        guard text.count > count else { return text }
        let tail = max(0, count - 1) / 2
        return text.prefix(max(0, count - 1 - tail)) + (count > 0 ? "…" : "") + text.suffix(tail)
    }

    private enum Figure: CaseIterable {
        case percent, speed, timeLeft, loss
    }

    private func figures(_ wanted: [Figure]) -> [String] {
        wanted.compactMap { figure in
            switch figure {
            case .percent: Self.fixed(fraction * 100, decimals: 1) + " %"
            case .speed: state.unit.flatMap { unit in speed.map { "\(Self.grouped($0)) \(unit)/s" } }
            case .timeLeft: speed.map { Self.duration(Double(state.total - state.completed) / $0) + " left" }
            case .loss: state.loss.map { "loss " + Self.fixed($0, decimals: 4) }
            }
        }
    }

    private func bar(width: Int, usesColor: Bool) -> String {
        let done = min(width, Int(fraction * Double(width)))
        let (full, rest) = (String(repeating: "━", count: done), String(repeating: "─", count: width - done))
        return usesColor ? "\u{1B}[32m\(full)\u{1B}[2m\(rest)\u{1B}[0m" : full + rest
    }

    /// A number with a fixed count of decimals; in words when it is not finite or too large.
    static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        guard let scaled = Int(exactly: (value.magnitude * Double(scale)).rounded()) else { return "\(value)" }
        let digits = String(scaled % scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return "\(sign)\(scaled / scale)." + String(repeating: "0", count: decimals - digits.count) + digits
    }

    /// A number without decimals, thousands apart by commas.
    static func grouped(_ value: Double) -> String {
        guard let whole = Int(exactly: value.rounded()) else { return "\(value)" }
        var text = ""
        for (index, digit) in String(whole).reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// Seconds as `m:ss` or `h:mm:ss`.
    static func duration(_ seconds: Double) -> String {
        guard let whole = Int(exactly: seconds.rounded()), whole >= 0 else { return "?" }
        let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let (minutes, rest) = (whole / 60, twoDigits(whole % 60))
        return minutes < 60 ? "\(minutes):\(rest)" : "\(minutes / 60):\(twoDigits(minutes % 60)):\(rest)"
    }
}
