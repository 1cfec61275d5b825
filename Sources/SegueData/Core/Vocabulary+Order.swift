extension Vocabulary {
    /// The indices in ascending order of the ids: as numbers where all are whole numbers, else as texts.
    package var indicesInOrderOfId: [Int32] {
        let ids = ids
        let numbers = ids.compactMap { Int($0) }
        let order =
            numbers.count == ids.count
            ? ids.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
            : ids.indices.sorted { (ids[$0], $0) < (ids[$1], $1) }
        return order.map { Int32(truncatingIfNeeded: $0 + 1) }
    }
}
