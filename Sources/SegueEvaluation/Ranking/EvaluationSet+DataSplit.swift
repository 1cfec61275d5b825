import SegueData

extension EvaluationSet {
    /// The validation or test part of a split, with statistics from its training part only.
    ///
    /// - Throws: ``EvaluationError/invalidSet(problem:)`` if the split contradicts itself.
    public init(_ split: DataSplit, part: DataSplit.Part) throws {
        let training = split.training
        var itemCounts = [Int](repeating: 0, count: training.itemCount)
        var userCounts = [Int](repeating: 0, count: training.userCount)
        for index in 0..<training.userCount {
            let items = training.items(ofUser: Int32(truncatingIfNeeded: index + 1))
            userCounts[index] = items.count
            for item in items where item >= 1 && Int(item) <= itemCounts.count {
                itemCounts[Int(item) - 1] += 1
            }
        }
        try self.init(
            queries: split.queries(part), itemTrainingCounts: itemCounts, userTrainingCounts: userCounts,
            unseenTargets: Self.unseenTargets(of: split, part: part), unseenItemPolicy: split.unseenItemPolicy,
            steps: ProtocolStep.steps(of: split.description), properties: split.description.properties,
            emptyReason: split.reasonForNoTargets(part))
    }

    /// The unseen targets with the query of the same user. A user without training interactions is unknown to models,
    /// so that the query itself does not name the user.
    private static func unseenTargets(of split: DataSplit, part: DataSplit.Part) -> [UnseenTargets] {
        var queryOfUser: [Int32: Int] = [:]
        for (query, user) in split.targetUsers(part).enumerated() { queryOfUser[user] = query }
        let counts = part == .validation ? split.unseenValidation : split.unseenTest
        return counts.enumerated().compactMap { index, count in
            guard count > 0 else { return nil }
            let user = Int32(truncatingIfNeeded: index + 1)
            return UnseenTargets(user: user, query: queryOfUser[user], count: Int(count))
        }
    }
}
