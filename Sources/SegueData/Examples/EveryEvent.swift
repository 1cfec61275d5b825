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
                user: user, isTrained: split.isTrained(user), item: split.log.itemColumn[row], history: history,
                event: row, label: ratings[row])
        }
        return examples
    }
}
