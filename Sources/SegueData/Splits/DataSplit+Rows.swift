extension DataSplit {
    /// Shares single interactions out.
    ///
    /// All users and items of the log stay, with and without train rows: a rating of a new item is still to be predicted.
    ///
    /// - Parameters:
    ///   - log: the interactions.
    ///   - parts: the part of each row.
    ///   - strategy: how they were found.
    ///   - unseenItems: what becomes of held-out rows whose item is not in train; counting them as misses is for ranking.
    ///   - minimumTrainingUsers: must be 1, for no item leaves the log.
    /// - Throws: `PreparationError` if the train part is empty, or if items are to be left out.
    init(
        log: InteractionLog, rows drawn: [RowPart], strategy: SplitStrategy, unseenItems: UnseenItemPolicy,
        minimumTrainingUsers: Int
    ) throws {
        precondition(drawn.count == log.count, "one part per row")
        var parts = drawn
        guard unseenItems != .countAsMiss else {
            throw PreparationError.invalidParameter(
                operation: strategy.name, parameter: "unseenItems",
                problem: "must be drop or keep: no item is ranked where single interactions are drawn")
        }
        guard minimumTrainingUsers <= 1 else {
            throw PreparationError.invalidParameter(
                operation: strategy.name, parameter: "minimumTrainingUsers",
                problem: "must be 1: where single interactions are drawn, all items stay")
        }
        guard parts.contains(.train) else {
            throw PreparationError.nothingToTrain(
                operation: strategy.name, reason: "all \(log.count) interactions fall into validation and test")
        }
        var training = log.select { parts[$0] == .train }
        training.preparation = log.preparation
        let trained = training.columns.itemCounts(itemCount: log.itemCount)
        let counts = Self.counts(log, training, parts, trained, drops: unseenItems == .drop)
        if unseenItems == .drop {
            for (row, item) in log.itemColumn.enumerated() where trained[Int(item) - 1] == 0 { parts[row] = .dropped }
        }
        self.init(
            log: log, drawnTraining: training, drawnParts: parts, unseenItemPolicy: unseenItems,
            description: SplitDescription(
                strategy: strategy, unseenItems: unseenItems, counts: counts, preparation: log.preparation,
                properties: LogProperties(of: log)))
    }

    private static func counts(
        _ log: InteractionLog, _ training: InteractionLog, _ parts: [RowPart], _ trained: [Int], drops: Bool
    ) -> SplitCounts {
        var counts = SplitCounts()
        counts.users = log.userCount
        counts.items = trained.count { $0 > 0 }
        counts.unseenItems = log.itemCount - counts.items
        counts.trainUsers = training.userIndices.count { !training.rows(ofUser: $0).isEmpty }
        counts.trainInteractions = training.count
        func count(_ part: RowPart) -> PartCounts {
            var held = PartCounts()
            for user in log.userIndices {
                let rows = log.rows(ofUser: user).lazy.filter { parts[$0] == part }
                let unseen = rows.count { trained[Int(log.itemColumn[$0]) - 1] == 0 }
                let total = rows.count { _ in true }
                held.users += total > 0 ? 1 : 0
                held.interactions += total
                held.targets += drops ? total - unseen : total
                held.unseenInteractions += unseen
            }
            return held
        }
        counts.validation = count(.validation)
        counts.test = count(.test)
        return counts
    }

    /// The part of a row of ``log``.
    public func part(ofRow row: Int, user: Int32) -> RowPart {
        if let drawnParts { return drawnParts[row] }
        let index = Int(user) - 1
        return row < trainEnds[index] ? .train : row < validationEnds[index] ? .validation : .test
    }

    /// The rows of a part that are to be predicted, or learned from, for a user, in order of time.
    public func rows(_ part: RowPart, ofUser user: Int32) -> [Int] {
        let rows = log.rows(ofUser: user)
        if let drawnParts { return rows.filter { drawnParts[$0] == part } }
        guard !rows.isEmpty else { return [] }
        let index = Int(user) - 1
        switch part {
        case .train: return Array(rows.lowerBound..<trainEnds[index])
        case .validation: return Array(targetStarts.validation[index]..<validationEnds[index])
        case .test: return Array(targetStarts.test[index]..<rows.upperBound)
        case .dropped: return []
        }
    }
}

extension InteractionColumns {
    /// How often each item occurs, item 1 first; padding is not counted.
    public func itemCounts(itemCount: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: itemCount)
        for item in items where item >= 1 && Int(item) <= itemCount { counts[Int(item) - 1] += 1 }
        return counts
    }
}
