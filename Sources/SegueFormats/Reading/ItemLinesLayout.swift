/// A file with the items of one sequence on each line, separated by blanks.
enum ItemLinesLayout: Sendable, Equatable {
    /// The number of the line, from 1, names the sequence.
    case numbered
    /// The first word of a line names the user; lines of one user continue each other.
    case named

    /// The roles of the two fields that every row is made of.
    static let fields = InteractionLayout(fieldCount: 2, user: 0, item: 1)
}
