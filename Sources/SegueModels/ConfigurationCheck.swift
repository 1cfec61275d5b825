/// The checks that `validate()` of most configurations is made of; each throws a ``ConfigurationError``.
enum ConfigurationCheck {
    static func atLeast(_ minimum: Int, _ value: Int, field: String) throws {
        guard value >= minimum else {
            throw ConfigurationError(field: field, problem: "must be at least \(minimum), not \(value)")
        }
        guard value <= largest else {
            throw ConfigurationError(field: field, problem: "must be at most \(largest), not \(value)")
        }
    }

    /// The largest count that makes sense anywhere; products of two of them are still whole numbers.
    private static let largest = 1 << 24

    static func notNegative(_ value: Double, field: String) throws {
        guard value.isFinite, value >= 0 else {
            throw ConfigurationError(field: field, problem: "must be a finite number, 0 or more, not \(value)")
        }
    }

    static func positive(_ value: Double, field: String) throws {
        guard value.isFinite, value > 0 else {
            throw ConfigurationError(field: field, problem: "must be a finite number above 0, not \(value)")
        }
    }

    static func within(_ range: ClosedRange<Double>, _ value: Double, field: String) throws {
        guard range.contains(value) else {
            throw ConfigurationError(
                field: field, problem: "must lie in \(range.lowerBound)...\(range.upperBound), not \(value)")
        }
    }
}
