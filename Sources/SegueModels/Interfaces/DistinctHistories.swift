import SegueData

/// The histories of the examples of a batch, each once however many examples share it, as rows of the examples' columns.
struct DistinctHistories {
    /// Rows of each history.
    private(set) var ranges: [Range<Int>] = []
    /// For each history the second that its examples ask about, since 1970; nil where it is not known, or does not tell
    /// histories apart.
    private(set) var seconds: [Int64?] = []
    /// For each example its history.
    private(set) var ofExample: [Int] = []

    private struct Key: Hashable {
        var range: Range<Int>
        var second: Int64?
    }

    /// Finds the histories.
    /// - Parameters:
    ///   - batch: The examples.
    ///   - maximumLength: How many of the last interactions are read; 0 for all.
    ///   - tellsMoments: Whether one history asked at two moments is two.
    init(_ batch: ExampleBatch, maximumLength: Int, tellsMoments: Bool = false) {
        let examples = batch.examples
        var found: [Key: Int] = [:]
        ofExample.reserveCapacity(batch.count)
        for row in batch.rows {
            var range = examples.historyStarts[row]..<examples.historyEnds[row]
            if maximumLength > 0 { range = max(range.lowerBound, range.upperBound - maximumLength)..<range.upperBound }
            if range.isEmpty { range = 0..<0 }
            let second = tellsMoments && !range.isEmpty ? examples.second(row) : nil
            let key = Key(range: range, second: second)
            if let known = found[key] {
                ofExample.append(known)
                continue
            }
            found[key] = ranges.count
            ofExample.append(ranges.count)
            ranges.append(range)
            seconds.append(second)
        }
    }
}
