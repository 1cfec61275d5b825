import SegueData

/// Examples with labels on which models of one number per example are measured: ratings, or clicks and their negatives.
///
/// Made once and used for every model that is to be compared. A row is an example; predictions come in the same order.
public struct PointwiseSet: Sendable {
    /// The user of each row, `[rows]`; 0 for an unknown user, who is taken for another one in every row, or in every group.
    public let users: [Int32]

    /// The item of each row, 1-based, `[rows]`; 0 for an unknown item.
    public let items: [Int32]

    /// What is to be predicted, `[rows]`: a rating, or 1 for a click and 0 for none.
    public let labels: [Float]

    /// How much each row counts, `[rows]`; nil: all alike.
    public let weights: [Float]?

    /// The event that each row belongs to, `[rows]`, such as a click with the negatives drawn for it; nil for none.
    public let groups: [Int32]?

    /// Number of training interactions of each user, by user index − 1; unknown users have none.
    public let userTrainingCounts: [Int]

    /// Number of training interactions of each item, by item index − 1; unknown items have none.
    public let itemTrainingCounts: [Int]

    /// What was done to make this set, in order, for the protocol's record.
    public let steps: [ProtocolStep]

    /// What could be seen of the log before it was split; nil where there was none.
    public let properties: LogProperties?

    /// What a reader of the results must know.
    public let notes: [String]

    /// Why there is nothing to predict; nil where there is something, or where no reason is known.
    public let emptyReason: String?

    /// The units of averaging and resampling: users, and rows or groups of unknown users.
    let units: PointwiseUnits

    /// A set from its columns.
    ///
    /// - Throws: ``EvaluationError/invalidSet(problem:)`` naming the row, if columns differ in length, an index is out of
    ///   range, a label or weight is not finite, a weight is negative, or a group has rows of two users.
    public init(
        users: [Int32], items: [Int32], labels: [Float], weights: [Float]? = nil, groups: [Int32]? = nil,
        userTrainingCounts: [Int] = [], itemTrainingCounts: [Int], steps: [ProtocolStep] = [],
        properties: LogProperties? = nil, notes: [String] = [], emptyReason: String? = nil
    ) throws {
        self.users = users
        self.items = items
        self.labels = labels
        self.weights = weights
        self.groups = groups
        self.userTrainingCounts = userTrainingCounts
        self.itemTrainingCounts = itemTrainingCounts
        self.steps = steps
        self.properties = properties
        self.notes = notes
        self.emptyReason = emptyReason
        try Self.requireEqualLengths(
            users.count,
            ["items": items.count, "labels": labels.count, "weights": weights?.count, "groups": groups?.count])
        units = try PointwiseUnits(users: users, groups: groups)
        try validate()
    }

    /// Number of examples.
    public var rowCount: Int { users.count }

    /// How much a row counts.
    func weight(of row: Int) -> Double { weights.map { Double($0[row]) } ?? 1 }

    /// Number of training interactions of a row's user; 0 for an unknown one.
    func userTrainingCount(of row: Int) -> Int { Self.count(users[row], in: userTrainingCounts) }

    /// Number of training interactions of a row's item; 0 for an unknown one.
    func itemTrainingCount(of row: Int) -> Int { Self.count(items[row], in: itemTrainingCounts) }

    private static func count(_ index: Int32, in counts: [Int]) -> Int {
        counts.indices.contains(Int(index) - 1) ? counts[Int(index) - 1] : 0
    }

    private static func requireEqualLengths(_ rows: Int, _ counts: [String: Int?]) throws {
        guard rows < Int(Int32.max) else {
            throw EvaluationError.invalidSet(
                problem: "\(rows) rows are too many; at most \(Int32.max - 1) can be measured")
        }
        for (column, count) in counts.sorted(by: { $0.key < $1.key }) {
            guard let count, count != rows else { continue }
            throw EvaluationError.invalidSet(problem: "\(rows) users came with \(count) \(column); expected as many")
        }
    }

    private func validate() throws {
        for row in 0..<rowCount {
            if users[row] < 0 { throw Self.problem(row, "user index \(users[row]) is negative") }
            if items[row] < 0 || Int(items[row]) > itemTrainingCounts.count {
                throw Self.problem(row, "item index \(items[row]) is outside 0 … \(itemTrainingCounts.count)")
            }
            if !labels[row].isFinite { throw Self.problem(row, "the label \(labels[row]) is not a finite number") }
            if let weight = weights?[row], !weight.isFinite || weight < 0 {
                throw Self.problem(row, "the weight \(weight) is not a finite number, 0 or more")
            }
        }
    }

    /// What is wrong with a row; rows are counted from 0.
    static func problem(_ row: Int, _ problem: String) -> EvaluationError {
        .invalidSet(problem: "row \(row): \(problem)")
    }
}
