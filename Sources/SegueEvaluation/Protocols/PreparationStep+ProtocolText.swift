import SegueData

extension PreparationStep {
    /// The step in words, with the parameters that tell it apart.
    var protocolText: String {
        switch self {
        case .filter(let report): report.filter.protocolText
        case .selection(let before, let after):
            "\(NumberText.grouped(after.interactions)) of "
                + "\(NumberText.counted(before.interactions, "interaction")) chosen by the program"
        case .shuffledTies(let seed): "interactions of equal time shuffled (seed \(seed))"
        }
    }
}

extension LogFilter {
    /// The filter in words, with the parameters that tell it apart.
    var protocolText: String {
        switch self {
        case .core(let rule): Self.text(of: rule)
        case .minimumRating(let rule): "ratings of \(Self.number(Double(rule.rating))) or more"
        case .behaviors(let rule): "\(rule.behaviors.joined(separator: " and ")) only"
        case .consecutiveDuplicates: "consecutive duplicates dropped"
        case .firstOccurrences: "first occurrence of each item per user"
        case .sequenceLength(let rule): Self.text(of: rule)
        case .timeWindow(let rule):
            "interactions from second \(rule.from.map { "\($0)" } ?? "the first") up to and without "
                + "\(rule.until.map { "\($0)" } ?? "none")"
        case .sessions(let rule):
            if let column = rule.column {
                "sessions by column \(column)"
            } else {
                "sessions cut at gaps of \(Self.duration(rule.gapSeconds))"
            }
        }
    }

    private static func text(of rule: CoreFilter) -> String {
        rule.users == rule.items
            ? "\(rule.users)-core users and items"
            : "users of \(rule.users) or more and items of \(rule.items) or more interactions"
    }

    private static func text(of rule: SequenceLengthFilter) -> String {
        let least = "sequences of \(rule.minimum) or more interactions"
        guard let maximum = rule.maximum else { return least }
        switch rule.longSequences {
        case .keepLatest: return "\(least), the latest \(maximum) kept"
        case .remove: return "\(least), longer than \(maximum) removed"
        }
    }

    private static func number(_ value: Double) -> String {
        NumberText.fixed(value, decimals: value == value.rounded() ? 0 : 2)
    }

    private static func duration(_ seconds: Int64) -> String {
        for (unit, length) in [("day", Int64(86_400)), ("hour", 3_600), ("minute", 60)]
        where seconds > 0 && seconds % length == 0 {
            return NumberText.counted(Int(clamping: seconds / length), unit)
        }
        return NumberText.counted(Int(clamping: seconds), "second")
    }
}
