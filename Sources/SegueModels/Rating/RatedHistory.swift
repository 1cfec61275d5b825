import SegueData

/// What a history says of a user whom nobody has learned: the items with parameters, and how they were rated.
struct RatedHistory {
    /// Item indices in 1…itemCount, in order.
    private(set) var items: [Int32] = []
    /// Their ratings; empty where the history has none.
    private(set) var ratings: [Float] = []

    /// Reads rows of columns.
    init(_ columns: InteractionColumns, rows: Range<Int>, itemCount: Int) {
        for row in rows where columns.items[row] >= 1 && Int(columns.items[row]) <= itemCount {
            items.append(columns.items[row])
            if let column = columns.ratings { ratings.append(column[row]) }
        }
    }
}

/// The parameters of the users of some examples: those learned, or what is made of the history of a user without any, once
/// for all examples in a row that share it.
struct UserLookup<Value> {
    private let examples: ExampleSet
    private let itemCount: Int
    private let learned: (Int) -> Value?
    private let fold: (RatedHistory) -> Value
    private var latest: (history: Range<Int>, value: Value)?

    /// - Parameters:
    ///   - examples: The examples.
    ///   - itemCount: Items that have parameters.
    ///   - learned: The parameters of a user from 1; nil for one that has none.
    ///   - fold: Makes parameters of a history.
    init(
        _ examples: ExampleSet, itemCount: Int, learned: @escaping (Int) -> Value?,
        fold: @escaping (RatedHistory) -> Value
    ) {
        self.examples = examples
        self.itemCount = itemCount
        self.learned = learned
        self.fold = fold
    }

    /// The parameters of the user of an example.
    mutating func callAsFunction(_ row: Int) -> Value {
        let user = examples.trainedUsers[row]
        if user > 0, let value = learned(Int(user)) { return value }
        let history = examples.historyStarts[row]..<examples.historyEnds[row]
        if let latest, latest.history == history { return latest.value }
        let value = fold(RatedHistory(examples.columns, rows: history, itemCount: itemCount))
        latest = (history, value)
        return value
    }
}
