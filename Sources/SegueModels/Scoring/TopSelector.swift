/// Picks the best K items of a score row, best first, without sorting the row.
///
/// A scan compares stretches of the row with the K-th best score so far, and only a stretch that beats it touches a
/// heap of K items: for scores in no particular order that is about K·ln(items/K) times a row. The result is
/// deterministic: equal scores stand by item index. Scores of −∞ ("not a candidate") and NaN are never picked, so a
/// list may be shorter than K.
public struct TopSelector: Sendable {
    /// The greatest number of items picked, K.
    public let count: Int

    /// The items of the last row, best first.
    public private(set) var selection: [ScoredItem] = []

    /// The first item of the last row whose score is not a number; nil when all are numbers.
    public private(set) var itemWithoutNumber: Int32?

    /// A selector of the best `count` items; its storage is used again for every row.
    public init(count: Int) {
        self.count = max(0, count)
    }

    /// Picks the best items of a row `[items]` whose columns are item indices − 1; read them from ``selection``.
    public mutating func select(from row: UnsafeBufferPointer<Float>) {
        selection.removeAll(keepingCapacity: true)
        itemWithoutNumber = nil
        guard count > 0 else { return }
        let wholeEnd = row.count - row.count % SIMD16<Float>.scalarCount
        var threshold = -Float.infinity
        var start = Self.firstStretch(above: threshold, in: row, from: 0, to: wholeEnd)
        while start < wholeEnd {
            let end = start + SIMD16<Float>.scalarCount
            threshold = offer(row, from: start, to: end, threshold: threshold)
            start = Self.firstStretch(above: threshold, in: row, from: end, to: wholeEnd)
        }
        _ = offer(row, from: wholeEnd, to: row.count, threshold: threshold)
        sortBestFirst()
    }

    /// The first column from `start`, in steps of 16, at which a stretch begins that has a score above the threshold or one
    /// that is not a number; `end` if there is none.
    ///
    /// A function of its own, so that the threshold is constant in the loop and the compiler keeps it in vectors.
    @inline(never)
    private static func firstStretch(
        above threshold: Float, in row: UnsafeBufferPointer<Float>, from start: Int, to end: Int
    ) -> Int {
        let bytes = UnsafeRawBufferPointer(row)
        let thresholds = SIMD16<Float>(repeating: threshold)
        var column = start
        while column < end {
            let offset = column * MemoryLayout<Float>.stride
            let scores = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            if !all(scores .<= thresholds) { return column }
            column += SIMD16<Float>.scalarCount
        }
        return end
    }

    /// Takes what beats the threshold and gives the new one. Scanning by rising index, strictly greater is right:
    /// of equal scores the first ones stay.
    private mutating func offer(
        _ row: UnsafeBufferPointer<Float>, from start: Int, to end: Int, threshold: Float
    ) -> Float {
        var threshold = threshold
        for column in start..<end where !(row[column] <= threshold) {
            guard !row[column].isNaN else {
                itemWithoutNumber = itemWithoutNumber ?? Int32(truncatingIfNeeded: column + 1)
                continue
            }
            let candidate = ScoredItem(item: Int32(truncatingIfNeeded: column + 1), score: row[column])
            if selection.count < count {
                selection.append(candidate)
                siftUp(from: selection.count - 1)
            } else {
                selection[0] = candidate
                siftDown(from: 0, end: count)
            }
            if selection.count == count { threshold = selection[0].score }
        }
        return threshold
    }
}

extension TopSelector {
    // The heap has its *last* item in list order at the root.

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard selection[parent].precedes(selection[child]) else { return }
            selection.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int, end: Int) {
        var parent = start
        while true {
            var last = 2 * parent + 1
            guard last < end else { return }
            if last + 1 < end, selection[last].precedes(selection[last + 1]) { last += 1 }
            guard selection[parent].precedes(selection[last]) else { return }
            selection.swapAt(parent, last)
            parent = last
        }
    }

    private mutating func sortBestFirst() {
        var end = selection.count - 1
        while end > 0 {
            selection.swapAt(0, end)
            siftDown(from: 0, end: end)
            end -= 1
        }
    }
}
