import SegueData

extension SplitStrategy {
    /// The strategy with the parameters that tell it apart, such as "within-sequence 90/5/5".
    var protocolText: String {
        switch self {
        case .withinSequence(let rule): "\(name) \(Self.shares(rule.train, rule.validation))"
        case .ratio(let rule): "\(name) \(Self.shares(rule.train, rule.validation))"
        case .randomUsers(let rule):
            "\(name) \(Self.shares(1 - rule.validation - rule.test, rule.validation)) (seed \(rule.seed))"
        case .leaveLastOut(let rule):
            rule.validation ? "\(name) with second-last validation" : name
        case .lastDays(let rule):
            "\(name) (test \(NumberText.counted(rule.testDays, "day")), "
                + "validation \(NumberText.counted(rule.validationDays, "day")))"
        case .randomRatings(let rule): "\(name) \(Self.shares(rule.train, rule.validation)) (seed \(rule.seed))"
        case .given: "parts given as files"
        case .globalTime(let rule):
            if let testFrom = rule.testFrom {
                "\(name) (validation from \(rule.validationFrom ?? testFrom), test from \(testFrom))"
            } else {
                "\(name) \(Self.shares(rule.train, rule.validation))"
            }
        }
    }

    /// Training, validation and what remains, in percent: "90/5/5".
    private static func shares(_ train: Double, _ validation: Double) -> String {
        [train, validation, 1 - train - validation].map { share in
            let percent = share * 100
            return NumberText.fixed(percent, decimals: abs(percent - percent.rounded()) < 1e-6 ? 0 : 1)
        }.joined(separator: "/")
    }
}
