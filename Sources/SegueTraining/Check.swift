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

    static func atLeast(_ minimum: Int, _ value: Int, _ field: String) throws {
        guard value >= minimum else { throw fail(field, "must be at least \(minimum), not \(value)") }
    }

    private static func fail(_ field: String, _ problem: String) -> ConfigurationError {
        ConfigurationError(field: field, problem: problem)
    }
}
