/// Draws (user, positive, negative) triples for models trained by Bayesian personalised ranking.
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
        for place in 0..<training.userCount {
            let items = training.items(ofUser: Int32(truncatingIfNeeded: place + 1))
            for item in items.sorted() where itemSets.count == setOffsets[place] || itemSets.last != item {
                itemSets.append(item)
            }
            setOffsets.append(itemSets.count)
            let hasNegative = itemSets.count - setOffsets[place] < training.itemCount
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
        let count = max(0, count)
        batch.resize(to: count)
        for draw in 0..<count {
            let number = generator.next(below: interactionCount)
            let place = place(ofDrawable: number)
            let row = training.log.offsets[place] + number - (place == 0 ? 0 : rowEnds[place - 1])
            batch.users[draw] = Int32(truncatingIfNeeded: place + 1)
            batch.positives[draw] = training.log.itemColumn[row]
            batch.negatives[draw] = negative(place: place, using: &generator)
            batch.logRows[draw] = row
        }
    }

    /// The user's place whose drawable rows include a number: the first with a greater end.
    private func place(ofDrawable number: Int) -> Int {
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

    /// A uniform item that the user has not met: the n-th one of the gaps between those met.
    private func negative(place: Int, using generator: inout SeededGenerator) -> Int32 {
        let met = setOffsets[place]..<setOffsets[place + 1]
        let number = generator.next(below: training.itemCount - met.count)
        let smaller = itemSets.withUnsafeBufferPointer { sets in
            // Before the met item at k lie its index − 1 − k unmet ones; count the met items before the wanted one.
            var first = met.lowerBound
            var length = met.count
            while length > 0 {
                let half = (length + 1) / 2
                let last = first + half - 1
                first = Int(sets[last]) - 1 - (last - met.lowerBound) <= number ? first + half : first
                length -= half
            }
            return first - met.lowerBound
        }
        return Int32(truncatingIfNeeded: number + smaller + 1)
    }
}
