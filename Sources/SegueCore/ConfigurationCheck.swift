/// The checks that `validate()` of configurations is made of; each throws a ``ConfigurationError`` that names the field.
public enum ConfigurationCheck {
    /// The largest count that makes sense for a size; products of two of them are still whole numbers.
    public static let largestSize = 1 << 24
    /// The largest count that makes sense anywhere.
    public static let largestCount = Int(Int32.max)

    /// A count between two bounds, both included.
    public static func atLeast(
        _ minimum: Int, _ value: Int, field: String, atMost maximum: Int = largestSize
    ) throws {
        guard value >= minimum else {
            throw ConfigurationError(field: field, problem: "must be at least \(minimum), not \(value)")
        }
        guard value <= maximum else {
            throw ConfigurationError(field: field, problem: "must be at most \(maximum), not \(value)")
        }
    }

    /// A finite number, 0 or more.
    public static func notNegative(_ value: Double, field: String) throws {
        guard value.isFinite, value >= 0 else {
            throw ConfigurationError(field: field, problem: "must be a finite number, 0 or more, not \(value)")
        }
    }

    /// A finite number above 0.
    public static func positive(_ value: Double, field: String) throws {
        guard value.isFinite, value > 0 else {
            throw ConfigurationError(field: field, problem: "must be a finite number above 0, not \(value)")
        }
    }

    /// A finite number.
    public static func finite(_ value: Double, field: String) throws {
        guard value.isFinite else { throw ConfigurationError(field: field, problem: "must be finite, not \(value)") }
    }

    /// A number in a range.
    public static func within(_ range: ClosedRange<Double>, _ value: Double, field: String) throws {
        guard range.contains(value) else {
            throw ConfigurationError(
                field: field, problem: "must lie in \(range.lowerBound)...\(range.upperBound), not \(value)")
        }
    }

    /// A share of a whole: 0 or more and below 1.
    public static func share(_ value: Double, field: String) throws {
        guard value >= 0, value < 1 else {
            throw ConfigurationError(field: field, problem: "must be 0 or more and below 1, not \(value)")
        }
    }

    /// A probability of dropping a unit: 0 or more and below 1.
    public static func dropoutRate(_ value: Double, field: String) throws {
        guard value >= 0, value < 1 else {
            throw ConfigurationError(
                field: field, problem: "must be a probability of dropping, 0 or more and below 1, not \(value)")
        }
    }
}
