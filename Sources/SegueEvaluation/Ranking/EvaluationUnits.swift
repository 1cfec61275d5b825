import SegueData

/// Which queries belong to one unit of averaging: a known user, or a single query of an unknown one.
struct EvaluationUnits {
    /// The user index of each unit, in order of appearance; 0 for an unknown user.
    private(set) var users: [Int32] = []
    /// The unit of each query.
    private(set) var rowOfQuery: [Int] = []
    /// Targets unseen in training that count as misses, with the unit they belong to.
    private(set) var countedMisses: [(row: Int, count: Int)] = []

    init(_ set: EvaluationSet) {
        var rowOfUser: [Int32: Int] = [:]
        for query in set.queries {
            rowOfQuery.append(row(of: query.user, in: &rowOfUser))
        }
        guard set.unseenItemPolicy == .countAsMiss else { return }
        for unseen in set.unseenTargets where unseen.count > 0 {
            let row = unseen.query.map { rowOfQuery[$0] } ?? row(of: unseen.user, in: &rowOfUser)
            countedMisses.append((row, unseen.count))
        }
    }

    private mutating func row(of user: Int32, in rowOfUser: inout [Int32: Int]) -> Int {
        if user != 0, let row = rowOfUser[user] { return row }
        users.append(user)
        if user != 0 { rowOfUser[user] = users.count - 1 }
        return users.count - 1
    }
}
