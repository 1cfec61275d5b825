import SegueData

extension ItemHistories {
    /// The training items of all users.
    ///
    /// - Parameters:
    ///   - training: the sequences.
    ///   - minimumRating: interactions rated lower are left out, for FISCL "only selects sequences that show feedback on user
    ///     preferences"; nil keeps all.
    /// - Throws: ``Item2VecError/ratingsMissing`` when there is a minimum and the log has no ratings.
    public init(_ training: TrainingSequences, minimumRating: Double? = nil) throws {
        let ratings = training.log.ratingColumn
        if minimumRating != nil, ratings == nil { throw Item2VecError.ratingsMissing }
        var offsets = [0]
        var items: [Int32] = []
        items.reserveCapacity(training.interactionCount)
        for user in 0..<training.userCount {
            for row in training.rows(ofUser: Int32(truncatingIfNeeded: user + 1)) {
                if let minimumRating, let ratings, Double(ratings[row]) < minimumRating { continue }
                items.append(training.log.itemColumn[row])
            }
            offsets.append(items.count)
        }
        try self.init(itemCount: training.itemCount, offsets: offsets, items: items)
    }
}
