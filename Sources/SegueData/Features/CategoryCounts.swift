/// How many events of each category happened before a moment.
///
/// Events of a log are counted up to the moment asked about; where there is no log, as beside a bundle, the count at the end of
/// the train part stands for every moment.
public struct CategoryCounts: Sendable, Equatable {
    /// `[categories + 1]` events of the train part; entry 0, of unknown categories, is 0.
    public let totals: [Int32]
    /// `[categories + 2]` where the seconds of each category begin; empty without a log.
    private let offsets: [Int]
    /// Seconds of all events, rising within a category.
    private let seconds: [Int64]

    /// The counts at the end of the train part alone.
    public init(totals: [Int32]) {
        self.totals = totals
        (offsets, seconds) = ([], [])
    }

    /// Counts events of a log.
    /// - Parameters:
    ///   - columns: The events, with times.
    ///   - categories: For each item its category, from 1; 0 for none.
    ///   - totals: The counts at the end of the train part.
    init(_ columns: InteractionColumns, categories: [Int32], totals: [Int32]) {
        self.totals = totals
        let count = max(0, totals.count - 1)
        func category(_ row: Int) -> Int {
            let item = Int(columns.items[row])
            return categories.indices.contains(item) ? Int(categories[item]) : 0
        }
        var starts = [Int](repeating: 0, count: count + 2)
        for row in 0..<columns.count where category(row) > 0 { starts[category(row) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var (next, filled) = (starts, [Int64](repeating: 0, count: starts.last ?? 0))
        for row in 0..<columns.count {
            guard category(row) > 0, let second = columns.second(ofRow: row) else { continue }
            filled[next[category(row)]] = second
            next[category(row)] += 1
        }
        for index in 1..<max(1, count + 1) { filled[starts[index]..<starts[index + 1]].sort() }
        (offsets, seconds) = (starts, filled)
    }

    /// Events of a category strictly before a second; those of the train part where there is no log or no second.
    func count(_ category: Int32, before second: Int64?) -> Int64 {
        let index = Int(category)
        guard totals.indices.contains(index) else { return 0 }
        guard index + 1 < offsets.count, let second else { return Int64(totals[index]) }
        var (low, high) = (offsets[index], offsets[index + 1])
        while low < high {
            let middle = (low + high) / 2
            if seconds[middle] < second { low = middle + 1 } else { high = middle }
        }
        return Int64(low - offsets[index])
    }
}
