/// The part of a given split that an interaction belongs to, in the order in which they follow one another.
package enum GivenPart: Int, CaseIterable {
    case train
    /// History that comes with a validation question; nothing of it is to be predicted.
    case validationHistory
    case validation
    /// History that comes with a test question.
    case testHistory
    case test

    /// The context column that carries the parts.
    package static let columnName = "segue.part"

    /// What the column holds.
    package var token: String {
        switch self {
        case .train: "train"
        case .validationHistory: "validation-history"
        case .validation: "validation"
        case .testHistory: "test-history"
        case .test: "test"
        }
    }

    /// A column of parts, whose tokens have the parts' positions plus one as indices.
    package static func column(_ parts: [GivenPart]) -> ContextColumn {
        var tokens = Vocabulary()
        for part in allCases { tokens.insert(part.token) }
        return ContextColumn(
            name: columnName,
            values: .tokens(vocabulary: tokens, indices: parts.map { Int32(truncatingIfNeeded: $0.rawValue + 1) }))
    }
}

extension InteractionLog {
    /// The part of each row, as a number that rises with ``GivenPart``; nil for a log that no given parts were joined to.
    package var givenParts: [Int32]? {
        guard case .tokens(_, let indices)? = contextColumn(named: GivenPart.columnName)?.values else { return nil }
        return indices
    }

    /// Whether the log was joined from given parts, which decide its split.
    public var hasGivenParts: Bool { givenParts != nil }
}
