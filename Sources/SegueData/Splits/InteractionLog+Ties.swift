extension InteractionLog {
    /// The log with the interactions of one user and one moment in random order.
    ///
    /// Many events of MovieLens share a second, and the order among them is an accident of the file. Training and
    /// measuring on some of these variants shows how much of a result hangs on that accident (Woolridge et al.,
    /// "Sequence or Pseudo-Sequence? An Analysis of Sequential Recommendation Datasets", 2021). Everything but the
    /// order among equal times stays; given parts stay apart.
    ///
    /// - Parameter seed: chooses the order; each user's is drawn independently of the other users.
    /// - Throws: `PreparationError.columnMissing` if the log has no times.
    public func shufflingTies(seed: UInt64) throws -> InteractionLog {
        guard let times = timeColumn else {
            throw PreparationError.columnMissing(operation: "shuffling ties", column: "time")
        }
        let parts = givenParts
        let root = SeededGenerator(seed: seed)
        var rows = Array(0..<count)
        for index in 0..<userCount {
            var generator = root.split("user \(index + 1)")
            var start = offsets[index]
            while start < offsets[index + 1] {
                var end = start + 1
                while end < offsets[index + 1], times[end] == times[start], parts?[end] == parts?[start] { end += 1 }
                var tied = Array(rows[start..<end])
                generator.shuffle(&tied)
                rows.replaceSubrange(start..<end, with: tied)
                start = end
            }
        }
        var log = reordered(rows: rows, users: users, offsets: offsets)
        log.preparation.append(.shuffledTies(seed: seed))
        return log
    }

    /// The share of interactions that have the same time as another one of the same user; nil without times.
    public var tiedShare: Double? {
        guard let times = timeColumn, count > 0 else { return nil }
        var tied = 0
        for (start, end) in zip(offsets, offsets.dropFirst()) {
            for row in start..<end {
                let before = row > start && times[row - 1] == times[row]
                let after = row + 1 < end && times[row + 1] == times[row]
                tied += before || after ? 1 : 0
            }
        }
        return Double(tied) / Double(count)
    }
}
