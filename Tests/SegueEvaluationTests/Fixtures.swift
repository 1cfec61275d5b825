import SegueData

@testable import SegueEvaluation

/// A query of a user with targets from `first` on.
func query(user: Int32, items: [Int32], from first: Int) -> NextItemQuery {
    NextItemQuery(user: user, items: items[...], times: nil, positions: first..<items.count)
}

/// A set without training statistics beyond ones.
func evaluationSet(
    _ queries: [NextItemQuery], itemCount: Int, userTrainingCounts: [Int] = [], unseen: [UnseenTargets] = [],
    policy: UnseenItemPolicy = .drop
) throws -> EvaluationSet {
    try EvaluationSet(
        queries: queries, itemTrainingCounts: [Int](repeating: 1, count: itemCount),
        userTrainingCounts: userTrainingCounts, unseenTargets: unseen, unseenItemPolicy: policy,
        steps: [.split(.withinSequence()), .unseenItems(policy)])
}

/// Random queries over `itemCount` items.
func randomQueries(_ count: Int, itemCount: Int, generator: inout SeededGenerator) -> [NextItemQuery] {
    (0..<count).map { index in
        let length = 2 + Int(generator.next() % 9)
        let items = (0..<length).map { _ in Int32(generator.next() % UInt64(itemCount)) + 1 }
        return query(
            user: Int32(index % max(1, count - 3)) + 1, items: items, from: Int(generator.next() % UInt64(length)))
    }
}

/// Options with one set of cutoffs.
func options(_ cutoffs: [Int], ties: TiePolicy = .expected, averaging: Averaging = .event) -> EvaluationOptions {
    var options = EvaluationOptions()
    options.cutoffs = cutoffs
    options.ties = ties
    options.averaging = averaging
    return options
}

/// Whether two numbers agree to twelve decimals.
func agree(_ left: Double?, _ right: Double, within tolerance: Double = 1e-12) -> Bool {
    guard let left else { return false }
    return abs(left - right) <= tolerance
}
