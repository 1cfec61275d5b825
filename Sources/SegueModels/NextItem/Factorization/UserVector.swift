import SegueData

/// The user's side of a factorization at the positions of one query: a trained vector, or one folded in from the
/// history so far.
struct UserVector {
    /// The vector at the position last advanced to.
    private(set) var vector: FactorVector
    private let query: NextItemQuery
    private let foldIn: UserFoldIn?
    private var sum: FactorVector
    private var count = 0
    private var added = 0
    private var isFresh = true

    init(_ query: NextItemQuery, users: FactorMatrix, foldIn: UserFoldIn) {
        self.query = query
        let isKnown = query.user >= 1 && Int(query.user) <= users.count
        vector = isKnown ? FactorVector(users.lanes(ofRow: Int(query.user) - 1)) : foldIn.meanUser
        self.foldIn = isKnown ? nil : foldIn
        sum = FactorVector(laneCount: users.laneCount)
    }

    /// Takes in the history before `position`; returns whether the vector may have changed (always the first time).
    mutating func advance(to position: Int, items: FactorMatrix) -> Bool {
        defer { isFresh = false }
        guard let foldIn else { return isFresh }
        let before = count
        while added < position {
            let item = Int(query.items[query.items.startIndex + added])
            if item >= 1, item <= items.count {
                sum.add(row: item - 1, of: items)
                count += 1
            }
            added += 1
        }
        if count != before { vector = foldIn.vector(sum: sum, count: count) }
        return isFresh || count != before
    }
}

extension StateReader {
    /// A table of vectors: `[count, factorCount]`, any number of them when `count` is `nil`.
    func factors(_ name: String, count: Int?, factorCount: Int) throws -> FactorMatrix {
        let (shape, values) = try floats(name, shape: [count, factorCount])
        return FactorMatrix(count: shape[0], factorCount: factorCount, values: values)
    }
}
