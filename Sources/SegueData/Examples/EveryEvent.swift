/// Each interaction of a part is an example: its rating is the label.
public struct EveryEvent: ExampleStrategy {
    /// `every-event`.
    public static let name = "every-event"

    /// The strategy; it has no parameters.
    public init() {}

    /// "every event".
    public var text: String { "every event" }

    /// One example per interaction. Needs ratings.
    public func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet {
        let ratings = try split.ratings(for: Self.name)
        var examples = split.emptyExamples()
        split.forEachEvent(of: part) { user, row, history in
            examples.add(
                user: split.exampleUser(user), item: split.log.itemColumn[row], history: history, event: row,
                label: ratings[row])
        }
        return examples
    }
}

/// The interactions of the later half of each user's part are examples; those before are history only (SeqRec).
public struct LaterHalf: ExampleStrategy {
    /// `later-half`.
    public static let name = "later-half"

    /// The strategy; it has no parameters.
    public init() {}

    /// "the later half of each user's events".
    public var text: String { "the later half of each user's events" }

    /// One example per interaction behind the first ⌊n ∕ 2⌋ of a user's n in the part. Needs ratings.
    public func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet {
        let ratings = try split.ratings(for: Self.name)
        var examples = split.emptyExamples()
        var (current, position) = (Int32(0), 0)
        var half = 0
        split.forEachEvent(of: part) { user, row, history in
            if user != current {
                (current, position) = (user, 0)
                half = split.rows(part, ofUser: user).count / 2
            }
            defer { position += 1 }
            guard position >= half else { return }
            examples.add(
                user: split.exampleUser(user), item: split.log.itemColumn[row], history: history, event: row,
                label: ratings[row])
        }
        return examples
    }
}
