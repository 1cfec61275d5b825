import SegueData
import SegueModels

/// Turns blocks of score rows into one rank an event, as they come.
struct RankCollector {
    /// The rank of each event, in the order of the queries and their positions; nil until scored.
    private(set) var ranks: [TargetRank?]
    /// Number of events ranked so far.
    private(set) var rankedCount = 0
    /// Events whose target the seen filter made unreachable.
    private(set) var repeatedCount = 0
    /// Statistics of the recommended lists, if asked for.
    private(set) var lists: ListStatistics?

    private let model: String
    private let set: EvaluationSet
    private let excludesSeen: Bool

    init(model: String, set: EvaluationSet, options: EvaluationOptions) {
        self.model = model
        self.set = set
        self.excludesSeen = options.excludesSeen
        self.ranks = [TargetRank?](repeating: nil, count: set.eventCount)
        if options.measuresLists {
            self.lists = ListStatistics(cutoffs: options.measuredCutoffs, itemTrainingCounts: set.itemTrainingCounts)
        }
    }

    /// Ranks the targets of a block; overwrites scores of seen items if these are filtered.
    mutating func consume(_ block: ScoreBlock) throws {
        guard block.itemCount == set.itemCount, block.scores.count == block.rows.count * block.itemCount else {
            throw EvaluationError.malformedBlock(
                model: model,
                problem:
                    "\(block.rows.count) rows over \(block.itemCount) items came with \(block.scores.count) scores; "
                    + "expected rows × \(set.itemCount)")
        }
        for (index, row) in block.rows.enumerated() {
            let start = index * block.itemCount
            let scores = UnsafeMutableBufferPointer(rebasing: block.scores[start..<start + block.itemCount])
            try rank(row, scores: scores)
        }
    }

    /// Checks that every event was ranked.
    func finish() throws {
        guard rankedCount < ranks.count else { return }
        for (index, query) in set.queries.enumerated() {
            for position in query.positions where ranks[event(query: index, position: position)] == nil {
                throw EvaluationError.missingScores(
                    model: model, user: query.user, position: position, missing: ranks.count - rankedCount)
            }
        }
    }

    private mutating func rank(_ row: ScoreBlock.Row, scores: UnsafeMutableBufferPointer<Float>) throws {
        guard set.queries.indices.contains(row.query), set.queries[row.query].positions.contains(row.position) else {
            throw EvaluationError.malformedBlock(
                model: model, problem: "it answers position \(row.position) of query \(row.query), which was not asked")
        }
        let query = set.queries[row.query]
        let event = event(query: row.query, position: row.position)
        guard ranks[event] == nil else {
            throw EvaluationError.malformedBlock(
                model: model, problem: "it answers position \(row.position) of query \(row.query) twice")
        }
        let target = set.target(of: query, at: row.position)
        if excludesSeen, mask(query.items.prefix(row.position), in: scores, target: target) { repeatedCount += 1 }
        let readable = UnsafeBufferPointer(scores)
        guard let rank = TargetRank.counting(column: Int(target) - 1, in: readable) else {
            let column = readable.firstIndex(where: \.isNaN) ?? 0
            throw EvaluationError.notANumber(
                model: model, user: query.user, position: row.position, item: Int32(truncatingIfNeeded: column + 1))
        }
        ranks[event] = rank
        rankedCount += 1
        lists?.add(readable)
    }

    private func event(query: Int, position: Int) -> Int {
        set.eventOffsets[query] + position - set.queries[query].positions.lowerBound
    }

    /// Sets the scores of seen items to −∞ and says whether the target is one of them.
    private func mask(_ seen: ArraySlice<Int32>, in scores: UnsafeMutableBufferPointer<Float>, target: Int32) -> Bool {
        var holdsTarget = false
        for item in seen {
            scores[Int(item) - 1] = -.infinity
            if item == target { holdsTarget = true }
        }
        return holdsTarget
    }
}
