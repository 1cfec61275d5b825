import SegueModels

/// The checks that `validate()` of the training settings is made of; each throws a `ConfigurationError`.
enum Check {
    static func positive(_ value: Double, _ field: String) throws {
        guard value.isFinite, value > 0 else { throw fail(field, "must be above 0, not \(value)") }
    }

    static func notNegative(_ value: Double, _ field: String) throws {
        guard value.isFinite, value >= 0 else { throw fail(field, "must be 0 or more, not \(value)") }
    }

    static func share(_ value: Double, _ field: String) throws {
        guard value >= 0, value < 1 else { throw fail(field, "must be 0 or more and below 1, not \(value)") }
    }

    /// The largest count that makes sense anywhere.
    static let largest = Int(Int32.max)

    static func within(_ range: ClosedRange<Int>, _ value: Int, _ field: String) throws {
        guard range.contains(value) else {
            let expected =
                value < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
            throw fail(field, "must be \(expected), not \(value)")
        }
    }

    private static func fail(_ field: String, _ problem: String) -> ConfigurationError {
        ConfigurationError(field: field, problem: problem)
    }
}
