extension ConfigurationCheck {
    static func dropoutRate(_ value: Double, field: String) throws {
        guard value >= 0, value < 1 else {
            throw ConfigurationError(
                field: field, problem: "must be a probability of dropping, 0 or more and below 1, not \(value)")
        }
    }

    static func finite(_ value: Double, field: String) throws {
        guard value.isFinite else { throw ConfigurationError(field: field, problem: "must be finite, not \(value)") }
    }
}
