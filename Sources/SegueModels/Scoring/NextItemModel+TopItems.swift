import SegueData
import Torch

extension NextItemModel {
    /// The best items at each position that queries ask for: recommendations for many users at once.
    ///
    /// - Parameters:
    ///   - queries: Histories and positions.
    ///   - count: Length of the lists; they are shorter where the candidates are fewer.
    ///   - excludesSeen: Whether items before the position are left out.
    ///   - masks: For each query the items that must not be in its lists, of whatever score; nil for none.
    /// - Returns: One list per position, best first, in the order of queries and positions.
    /// - Throws: What `score` throws; ``ModelStateError/scoreIsNotANumber(item:)`` for a model that gives such scores, of
    ///   which no order can be made.
    public func topItems(
        for queries: [NextItemQuery], count: Int, excludesSeen: Bool = false, excluding masks: [ItemMask?] = []
    ) throws -> [[ScoredItem]] {
        precondition(masks.isEmpty || masks.count == queries.count, "masks must be one per query")
        var lists: [[ScoredItem]] = []
        lists.reserveCapacity(queries.reduce(0) { $0 + $1.positions.count })
        let listCount = min(max(0, count), itemCount)
        try score(queries) { block in
            let first = lists.count
            lists.append(contentsOf: repeatElement([], count: block.rows.count))
            var spoiled = [Int32?](repeating: nil, count: block.rows.count)
            withBuffers(&lists, &spoiled) { lists, spoiled in
                nonisolated(unsafe) let (lists, spoiled, block) = (lists, spoiled, block)
                let threads = block.scores.count < 1 << 16 ? 1 : TorchRuntime.threadCount
                Parallel.parts(of: block.rows.count, threads: threads) { part in
                    var selector = TopSelector(count: listCount)
                    for index in part {
                        if excludesSeen { block.hideSeen(index, queries: queries) }
                        if !masks.isEmpty { masks[block.rows[index].query]?.hide(in: block[row: index]) }
                        selector.select(from: UnsafeBufferPointer(block[row: index]))
                        lists[first + index] = selector.selection
                        spoiled[index] = selector.itemWithoutNumber
                    }
                }
            }
            if let item = spoiled.lazy.compactMap({ $0 }).first { throw ModelStateError.scoreIsNotANumber(item: item) }
        }
        return lists
    }

    private func withBuffers<First, Second>(
        _ first: inout [First], _ second: inout [Second],
        _ body: (UnsafeMutableBufferPointer<First>, UnsafeMutableBufferPointer<Second>) -> Void
    ) {
        first.withUnsafeMutableBufferPointer { first in
            second.withUnsafeMutableBufferPointer { second in body(first, second) }
        }
    }
}

extension ScoreBlock {
    /// Takes the items before a row's position out of its candidates.
    fileprivate func hideSeen(_ index: Int, queries: [NextItemQuery]) {
        let (row, scores) = (rows[index], self[row: index])
        for item in queries[row.query].items.prefix(row.position) where item >= 1 && Int(item) <= scores.count {
            scores[Int(item) - 1] = -.infinity
        }
    }
}
