import Dispatch
import SegueData

extension NextItemModel {
    /// The best items after each query's last position: recommendations for many users at once.
    ///
    /// - Parameters:
    ///   - queries: Each with exactly one position.
    ///   - count: Length of the lists; they are shorter where the catalogue is.
    ///   - excludesSeen: Whether items before the position are left out.
    ///   - threadCount: Threads that select; the result does not depend on it.
    /// - Returns: One list a query, best first.
    /// - Throws: What `score` throws.
    public func topItems(
        for queries: [SequenceQuery], count: Int, excludesSeen: Bool = false, threadCount: Int = 1
    ) throws -> [[ScoredItem]] {
        var lists = [[ScoredItem]](repeating: [], count: queries.count)
        var selector = TopSelector(count: min(count, itemCount))
        try score(queries) { block in
            for (index, row) in block.rows.enumerated() {
                let scores = block[row: index]
                if excludesSeen {
                    for item in queries[row.query].items.prefix(row.position) where item >= 1 && item <= scores.count {
                        scores[Int(item) - 1] = -.infinity
                    }
                }
                selector.select(from: UnsafeBufferPointer(scores))
                lists[row.query] = selector.selection
            }
        }
        return lists
    }
}
