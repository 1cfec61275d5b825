/// Draws (user, positive, negative) triples for models trained by Bayesian personalized ranking.
///
/// As in Rendle et al. (UAI 2009), positives are drawn uniformly from all train interactions, with replacement, and
/// negatives uniformly from the items that the user has not met in train. The only state is the generator, so
/// training resumes from that.
public struct PairSampler: Sendable {
    /// The interactions drawn from.
    public let training: TrainingSequences
    /// The drawable log rows of user u come before `rowEnds[u − 1]` when all train rows are numbered through.
    private let rowEnds: [Int]
    /// Each user's train items, rising and without repetition, one user after the other.
    private let itemSets: [Int32]
    /// For user u: itemSets[setOffsets[u − 1]..<setOffsets[u]].
    private let setOffsets: [Int]

    /// Prepares to draw: 4 bytes an interaction and 16 a user.
    ///
    /// Users who have met every item have no negative and are not drawn.
    /// - Throws: `PreparationError.nothingToTrain` if no user has both a positive and a negative.
    public init(_ training: TrainingSequences) throws {
        var itemSets: [Int32] = []
        itemSets.reserveCapacity(training.interactionCount)
        var setOffsets = [0]
        var rowEnds: [Int] = []
        var drawable = 0
        for index in 0..<training.userCount {
            let items = training.items(ofUser: Int32(truncatingIfNeeded: index + 1))
            for item in items.sorted() where itemSets.count == setOffsets[index] || itemSets.last != item {
                itemSets.append(item)
            }
            setOffsets.append(itemSets.count)
            let hasNegative = itemSets.count - setOffsets[index] < training.itemCount
            drawable += hasNegative ? items.count : 0
            rowEnds.append(drawable)
        }
        guard drawable > 0 else {
            throw PreparationError.nothingToTrain(
                operation: "sampling of pairs", reason: "no user has both an item met and an item not met")
        }
        self.training = training
        self.rowEnds = rowEnds
        self.itemSets = itemSets
        self.setOffsets = setOffsets
    }

    /// The number of interactions that can be drawn; as many triples are commonly called an epoch.
    public var interactionCount: Int { rowEnds.last ?? 0 }

    /// Fills a batch with so many triples.
    ///
    /// - Parameters:
    ///   - count: the number of triples, 0 or more.
    ///   - batch: its buffers are reused.
    ///   - generator: advanced by the draws.
    public func next(_ count: Int, into batch: inout PairBatch, using generator: inout SeededGenerator) {
        batch.resize(to: max(0, count))
        let drawable = interactionCount
        let itemCount = training.itemCount
        let items = training.log.itemColumn
        let offsets = training.log.offsets
        for draw in batch.users.indices {
            let number = generator.next(below: drawable)
            let index = userIndex(ofDrawable: number)
            let row = offsets[index] + number - (index == 0 ? 0 : rowEnds[index - 1])
            let unmet = itemCount - (setOffsets[index + 1] - setOffsets[index])
            batch.users[draw] = Int32(truncatingIfNeeded: index + 1)
            batch.positives[draw] = items[row]
            batch.negatives[draw] = unmetItem(generator.next(below: unmet), index: index)
            batch.logRows[draw] = row
        }
    }

    /// The index of the user whose drawable rows include a number: the first with a greater end.
    private func userIndex(ofDrawable number: Int) -> Int {
        rowEnds.withUnsafeBufferPointer { ends in
            var first = 0
            var length = ends.count - 1
            while length > 0 {
                let half = (length + 1) / 2
                first = ends[first + half - 1] <= number ? first + half : first
                length -= half
            }
            return first
        }
    }

    /// The item at a position, counted from 0, among those that a user has not met.
    private func unmetItem(_ number: Int, index: Int) -> Int32 {
        let start = setOffsets[index]
        let smaller = itemSets.withUnsafeBufferPointer { sets in
            // Before the met item at k lie its index − 1 − k unmet ones; count the met items before the wanted one.
            var first = 0
            var length = setOffsets[index + 1] - start
            while length > 0 {
                let half = (length + 1) / 2
                let last = first + half - 1
                first = Int(sets[start + last]) - 1 - last <= number ? first + half : first
                length -= half
            }
            return first
        }
        return Int32(truncatingIfNeeded: number + smaller + 1)
    }
}

/// Triples for pairwise ranking: the user should prefer the positive item to the negative one.
public struct PairBatch: Equatable, Sendable {
    /// `[count]` user indices, from 1.
    public internal(set) var users: [Int32] = []
    /// `[count]` items the user interacted with.
    public internal(set) var positives: [Int32] = []
    /// `[count]` items the user did not interact with in train.
    public internal(set) var negatives: [Int32] = []
    /// `[count]` log rows of the positives; the items before them in the user's rows are their context.
    public internal(set) var logRows: [Int] = []

    /// An empty batch, to be filled by `PairSampler.next(_:into:using:)`.
    public init() {}

    /// The number of triples.
    public var count: Int { users.count }

    /// Makes the buffers so long, keeping their storage.
    mutating func resize(to count: Int) {
        users.resize(to: count)
        positives.resize(to: count)
        negatives.resize(to: count)
        logRows.resize(to: count)
    }
}
