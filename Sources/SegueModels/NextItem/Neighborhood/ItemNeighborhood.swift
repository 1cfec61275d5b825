import SafeTensors

/// The k nearest neighbors of every item: what the neighborhood models learn.
public struct ItemNeighborhood: Sendable, Equatable {
    /// Row bounds of the items: `[items + 1]`.
    let offsets: [Int]
    /// Neighbors as columns (item − 1), each row by falling similarity, then rising column.
    let columns: [Int32]
    /// Similarities of `columns`, all above 0 and finite.
    let similarities: [Float]
    /// Number of distinct training users of each item.
    let support: [Int32]

    var itemCount: Int { support.count }

    /// Scores, in −1..<0, of items that no history item is similar to: their popularity, scaled and shifted so that
    /// each ranks below every item with a similarity.
    var fallbackScores: [Float] {
        let scale = 1 / (Double(support.max() ?? 0) + 1)
        return support.map { Float(Double($0) * scale - 1) }
    }

    /// The neighbors of `item`, most similar first; none for an unknown item.
    func neighbors(of item: Int32) -> [ItemNeighbor] {
        guard item >= 1, Int(item) <= itemCount else { return [] }
        return (offsets[Int(item) - 1]..<offsets[Int(item)]).map {
            ItemNeighbor(item: columns[$0] + 1, similarity: similarities[$0])
        }
    }

    /// Sum of the similarities with which each item stands in the lists of others: `[items]`.
    var similarityMass: [Float] {
        var mass = [Double](repeating: 0, count: itemCount)
        for (column, similarity) in zip(columns, similarities) { mass[Int(column)] += Double(similarity) }
        return mass.map { Float($0) }
    }

    /// Adds `weight` × the similarities of the item in `column` to `row` (`[items]`, column = item − 1).
    @inline(__always)
    func add(_ column: Int, weight: Float, to row: UnsafeMutablePointer<Float>) {
        columns.withUnsafeBufferPointer { columns in
            similarities.withUnsafeBufferPointer { similarities in
                for entry in offsets[column]..<offsets[column + 1] {
                    row[Int(columns[entry])] += weight * similarities[entry]
                }
            }
        }
    }
}

extension ItemNeighborhood {
    /// The arrays as stored: `offsets` i64, `neighbors` i32 (1-based), `similarities` f32, `support` i32.
    var state: [String: HostTensor] {
        [
            "offsets": HostTensor(shape: [offsets.count], values: offsets.map(Int64.init)),
            "neighbours": HostTensor(shape: [columns.count], values: columns.map { $0 + 1 }),
            "similarities": HostTensor(shape: [similarities.count], values: similarities),
            "support": HostTensor(shape: [support.count], values: support),
        ]
    }

    /// Reads `state` back, cross-checking every size and index.
    init(state: [String: HostTensor]) throws {
        let reader = StateReader(state: state)
        support = try reader.integers("support", shape: [nil])
        guard support.allSatisfy({ $0 >= 0 }) else {
            throw ModelStateError.value(name: "support", problem: "holds a negative count")
        }
        let similarities = try reader.floats("similarities", shape: [nil]).values
        guard similarities.allSatisfy({ $0 > 0 }) else {
            throw ModelStateError.value(name: "similarities", problem: "holds a number that is not above 0")
        }
        let neighbors = try reader.integers("neighbours", shape: [similarities.count])
        let items = 1...Int32(clamping: max(support.count, 1))
        guard neighbors.allSatisfy({ items.contains($0) }) else {
            throw ModelStateError.value(name: "neighbours", problem: "holds an item outside 1...\(support.count)")
        }
        let bounds = try reader.longIntegers("offsets", shape: [support.count + 1])
        let rising = zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 }
        guard rising, bounds.first == 0, bounds.last == Int64(similarities.count) else {
            throw ModelStateError.value(name: "offsets", problem: "must rise from 0 to \(similarities.count)")
        }
        offsets = bounds.map { Int($0) }
        columns = neighbors.map { $0 - 1 }
        self.similarities = similarities
    }
}

/// An item similar to another.
public struct ItemNeighbor: Sendable, Equatable {
    /// Index of the item, 1-based.
    public let item: Int32
    /// Similarity, above 0: a cosine, or the weight of a rule.
    public let similarity: Float

    /// Pairs an item with its similarity.
    public init(item: Int32, similarity: Float) {
        self.item = item
        self.similarity = similarity
    }
}
