import Dispatch
import Foundation
import SegueData

extension ItemNeighborhood {
    /// Finds the `neighborCount` nearest neighbors of every item.
    ///
    /// Work: one increment for each pair of items of each user. Memory: the result and one dense row of counts a
    /// thread. Every row is found by one thread alone, so the result does not depend on `threadCount`.
    ///
    /// - Parameter progress: called on the caller's thread between parts of the catalog; may throw to stop.
    init(
        _ training: TrainingSequences, neighborCount: Int, similarity: ItemSimilarity, threadCount: Int,
        progress: (FitProgress) throws -> Void
    ) throws {
        let sets = UserItemSets(training)
        let support = (0..<sets.itemCount).map { sets.support($0) }
        let weights = support.map { similarity.weights(support: $0) }
        try self.init(support: support, threadCount: threadCount, progress: progress) {
            NeighborSearch(
                sets: sets, historyWeights: weights.map(\.history), candidateWeights: weights.map(\.candidate),
                neighborCount: neighborCount)
        }
    }

    /// The neighbors that searches find, one search a thread.
    /// - Parameters:
    ///   - support: Distinct training users of each item.
    ///   - threadCount: Threads that share out the catalog.
    ///   - progress: Called on the caller's thread between parts of the catalog; may throw to stop.
    ///   - makeSearch: Makes a thread's search.
    init(
        support: [Int], threadCount: Int, progress: (FitProgress) throws -> Void, makeSearch: () -> any NeighborSource
    ) throws {
        let pool = NeighborSearchPool(itemCount: support.count, threadCount: threadCount, makeWorker: makeSearch)
        let parts = 10
        for part in 1...parts {
            pool.run(untilChunk: pool.chunkCount * part / parts)
            let message = "found the neighbors of \(min(pool.finishedItems, support.count)) items"
            try progress(FitProgress(fraction: Double(part) / Double(parts), message: message))
        }
        let result = pool.result()
        offsets = result.offsets
        columns = result.columns
        similarities = result.similarities
        self.support = support.map { Int32(clamping: $0) }
    }
}

/// Finds the neighbors of one item after the other; each thread has its own.
protocol NeighborSource: AnyObject {
    /// Appends the neighbors of the item in `column`, most similar first, ties by rising column; returns how many.
    func search(_ column: Int, columns: inout [Int32], similarities: inout [Float]) -> Int
}

/// Threads that share out the catalog in chunks of items.
///
/// `@unchecked Sendable`: the next chunk and the finished ones are guarded by `lock`; a worker's search is used by one
/// thread at a time.
private final class NeighborSearchPool: @unchecked Sendable {
    private struct Chunk {
        var counts: [Int] = []
        var columns: [Int32] = []
        var similarities: [Float] = []
    }

    private static let chunkSize = 16
    private let itemCount: Int
    private let workers: [any NeighborSource]
    private let lock = NSLock()
    private var nextChunk = 0
    private var chunks: [Chunk]

    init(itemCount: Int, threadCount: Int, makeWorker: () -> any NeighborSource) {
        self.itemCount = itemCount
        let chunkCount = (itemCount + NeighborSearchPool.chunkSize - 1) / NeighborSearchPool.chunkSize
        chunks = Array(repeating: Chunk(), count: chunkCount)
        workers = (0..<max(1, min(threadCount, chunkCount))).map { _ in makeWorker() }
    }

    var chunkCount: Int { chunks.count }
    var finishedItems: Int { min(nextChunk, chunkCount) * NeighborSearchPool.chunkSize }

    /// Works off the chunks before `end`; returns when all are done.
    func run(untilChunk end: Int) {
        if workers.count == 1 {
            work(0, end: end)
        } else {
            DispatchQueue.concurrentPerform(iterations: workers.count) { work($0, end: end) }
        }
    }

    private func work(_ worker: Int, end: Int) {
        while let index = takeChunk(before: end) {
            var chunk = Chunk()
            let start = index * NeighborSearchPool.chunkSize
            for column in start..<min(start + NeighborSearchPool.chunkSize, itemCount) {
                let found = workers[worker].search(
                    column, columns: &chunk.columns, similarities: &chunk.similarities)
                chunk.counts.append(found)
            }
            lock.withLock { chunks[index] = chunk }
        }
    }

    private func takeChunk(before end: Int) -> Int? {
        lock.withLock {
            guard nextChunk < end else { return nil }
            nextChunk += 1
            return nextChunk - 1
        }
    }

    /// All chunks in order.
    func result() -> (offsets: [Int], columns: [Int32], similarities: [Float]) {
        var offsets = [0]
        offsets.reserveCapacity(itemCount + 1)
        for count in chunks.lazy.flatMap(\.counts) { offsets.append((offsets.last ?? 0) + count) }
        var columns: [Int32] = []
        var similarities: [Float] = []
        columns.reserveCapacity(offsets.last ?? 0)
        similarities.reserveCapacity(offsets.last ?? 0)
        for index in chunks.indices {
            columns.append(contentsOf: chunks[index].columns)
            similarities.append(contentsOf: chunks[index].similarities)
            chunks[index] = Chunk()
        }
        return (offsets, columns, similarities)
    }
}
