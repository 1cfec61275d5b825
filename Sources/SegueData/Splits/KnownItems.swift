/// Which items occur in the train part of a split, of enough users, and what is left of a log without the others.
struct KnownItems {
    /// For item i, at i − 1: whether enough users have it in train.
    let isKnown: [Bool]

    /// Looks through the train rows.
    ///
    /// - Throws: `PreparationError.nothingToTrain` if there are none, or none of an item with `minimumUsers`.
    init(log: InteractionLog, boundaries: SplitBoundaries, minimumUsers: Int, strategy: String) throws {
        boundaries.check(against: log)
        var users = [Int32](repeating: 0, count: log.itemCount)
        var lastUser = [Int](repeating: -1, count: log.itemCount)
        var trainRows = 0
        for index in 0..<log.userCount {
            let rows = log.offsets[index]..<boundaries.trainEnds[index]
            trainRows += rows.count
            for row in rows {
                let item = Int(log.itemColumn[row]) - 1
                users[item] += lastUser[item] == index ? 0 : 1
                lastUser[item] = index
            }
        }
        guard trainRows > 0 else {
            throw PreparationError.nothingToTrain(
                operation: strategy, reason: "all \(log.count) interactions fall into validation and test")
        }
        isKnown = users.map { Int($0) >= max(1, minimumUsers) }
        guard isKnown.contains(true) else {
            throw PreparationError.nothingToTrain(
                operation: strategy, reason: "no item has \(minimumUsers) users in train")
        }
    }

    /// All items, whether train has them or not.
    init(allOf log: InteractionLog) { isKnown = Array(repeating: true, count: log.itemCount) }

    /// The items of a log that a vocabulary knows.
    init(of log: InteractionLog, in vocabulary: Vocabulary) {
        isKnown = (0..<log.itemCount).map { item in
            log.items.withUTF8(at: Int32(truncatingIfNeeded: item + 1)) { vocabulary.find($0) } != Vocabulary.padding
        }
    }

    /// The log without unknown items, with its boundaries and counts.
    struct Cut {
        var log: InteractionLog
        var boundaries: SplitBoundaries
        var targetStarts: SplitBoundaries.TargetStarts
        var unseenValidation: [Int32]
        var unseenTest: [Int32]
        var counts = SplitCounts()
    }

    /// Drops the rows of unknown items; shares the log's columns if there are none.
    func apply(to log: InteractionLog, boundaries: SplitBoundaries) -> Cut {
        let none = [Int32](repeating: 0, count: log.userCount)
        let starts = boundaries.targetStarts ?? .init(validation: boundaries.trainEnds, test: boundaries.validationEnds)
        var cut = Cut(
            log: log, boundaries: boundaries, targetStarts: starts, unseenValidation: none, unseenTest: none)
        let keep = log.itemColumn.map { isKnown[Int($0) - 1] }
        var kept = 0
        for index in 0..<log.userCount {
            let start = log.offsets[index]
            let trainEnd = boundaries.trainEnds[index]
            let validationEnd = boundaries.validationEnds[index]
            let trained = (start..<trainEnd).count { keep[$0] }
            kept += trained
            cut.counts.trainUsers += trained > 0 ? 1 : 0
            cut.counts.trainInteractions += trained
            cut.boundaries.trainEnds[index] = kept
            _ = count(
                trainEnd..<starts.validation[index], firstOfUser: start, keep: keep, kept: &kept,
                into: &cut.counts.validation)
            cut.targetStarts.validation[index] = kept
            cut.unseenValidation[index] = count(
                starts.validation[index]..<validationEnd, firstOfUser: start, keep: keep, kept: &kept,
                into: &cut.counts.validation)
            cut.boundaries.validationEnds[index] = kept
            _ = count(
                validationEnd..<starts.test[index], firstOfUser: start, keep: keep, kept: &kept, into: &cut.counts.test)
            cut.targetStarts.test[index] = kept
            cut.unseenTest[index] = count(
                starts.test[index]..<log.offsets[index + 1], firstOfUser: start, keep: keep, kept: &kept,
                into: &cut.counts.test)
        }
        let knownCount = isKnown.count { $0 }
        cut.counts.unseenItems = log.itemCount - knownCount
        if knownCount < log.itemCount {
            cut.log = log.select(reindexing: .items) { keep[$0] }
            cut.log.preparation = log.preparation
        }
        complete(&cut)
        return cut
    }

    /// Counts the kept and dropped rows of one user's part; returns the targets dropped.
    private func count(
        _ rows: Range<Int>, firstOfUser: Int, keep: [Bool], kept: inout Int, into counts: inout PartCounts
    ) -> Int32 {
        var lost: Int32 = 0
        for row in rows {
            if keep[row] {
                kept += 1
                counts.interactions += 1
            } else {
                counts.unseenInteractions += 1
                lost += row == firstOfUser ? 0 : 1
            }
        }
        return lost
    }

    private func complete(_ cut: inout Cut) {
        cut.counts.users = cut.log.userCount
        cut.counts.items = cut.log.itemCount
        for index in 0..<cut.log.userCount {
            let second = cut.log.offsets[index] + 1
            let validationEnd = cut.boundaries.validationEnds[index]
            let validation = max(0, validationEnd - max(cut.targetStarts.validation[index], second))
            let test = max(0, cut.log.offsets[index + 1] - max(cut.targetStarts.test[index], second))
            cut.counts.validation.targets += validation
            cut.counts.validation.users += validation > 0 ? 1 : 0
            cut.counts.test.targets += test
            cut.counts.test.users += test > 0 ? 1 : 0
        }
    }
}
