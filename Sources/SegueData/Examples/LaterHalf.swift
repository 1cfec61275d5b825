/// The interactions of the later half of each user's part are examples, all with one history: the first half (SeqRec).
///
/// Of an odd number of interactions the first half has one more. The history does not grow: no example's history holds
/// another example.
public struct LaterHalf: ExampleStrategy {
    /// `later-half`.
    public static let name = "later-half"

    /// The strategy; it has no parameters.
    public init() {}

    /// "the later half of each user's events, the first half as their history".
    public var text: String { "the later half of each user's events, the first half as their history" }

    /// One example per interaction behind the first ⌈n ∕ 2⌉ of a user's n in the part. Needs ratings.
    public func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet {
        try split.laterHalves(of: part, for: Self.name) { firstHalf, _ in firstHalf }
    }
}

/// As ``LaterHalf``, but each example's history holds all that the user rated before it, other examples too.
public struct LaterHalfRolling: ExampleStrategy {
    /// `later-half-rolling`.
    public static let name = "later-half-rolling"

    /// The strategy; it has no parameters.
    public init() {}

    /// "the later half of each user's events, all before as history".
    public var text: String { "the later half of each user's events, all before as history" }

    /// One example per interaction behind the first ⌈n ∕ 2⌉ of a user's n in the part. Needs ratings.
    public func examples(
        of part: RowPart, in split: DataSplit, generator: inout SeededGenerator
    ) throws -> ExampleSet {
        try split.laterHalves(of: part, for: Self.name) { _, before in before }
    }
}

extension DataSplit {
    /// The later halves of a part's users.
    /// - Parameters:
    ///   - part: Which part.
    ///   - operation: The strategy, for errors.
    ///   - history: Chooses an example's history: of the rows of the first half, and of all rows before it.
    fileprivate func laterHalves(
        of part: RowPart, for operation: String, history: (_ firstHalf: Range<Int>, _ before: Range<Int>) -> Range<Int>
    ) throws -> ExampleSet {
        let ratings = try ratings(for: operation)
        var examples = emptyExamples()
        var (current, position, half) = (Int32(0), 0, 0)
        var firstHalf = 0..<0
        forEachEvent(of: part) { user, row, before in
            if user != current {
                (current, position) = (user, 0)
                half = (rows(part, ofUser: user).count + 1) / 2
            }
            defer { position += 1 }
            guard position >= half else { return }
            if position == half { firstHalf = before }
            examples.add(
                user: user, isTrained: isTrained(user), item: log.itemColumn[row],
                history: history(firstHalf, before), event: row, label: ratings[row])
        }
        return examples
    }
}
