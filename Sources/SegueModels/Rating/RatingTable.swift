import SegueData

/// Which ratings a model learns from.
public enum RatingSource: String, Codable, Sendable, CaseIterable {
    /// All of the train part, histories too.
    case allTrainInteractions = "all-train-interactions"
    /// The labels of the examples alone.
    case examples
}

/// Ratings to learn from, by user and by item.
struct RatingTable: Sendable {
    /// The ratings of each of the users, or of each of the items, from 0, the unknown one.
    struct Side: Sendable {
        /// The ratings of index x are `offsets[x]..<offsets[x + 1]`.
        let offsets: [Int]
        /// The other side of each rating.
        let others: [Int32]
        /// The ratings.
        let ratings: [Float]
        /// The row of each rating in the columns that the table was made of.
        let rows: [Int32]

        /// Number of indices, the unknown one included.
        var count: Int { offsets.count - 1 }
        /// The ratings of an index.
        subscript(_ index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }
    }

    /// By user, each user's in the order given.
    let users: Side
    /// By item, each item's in the order given.
    let items: Side
    /// The mean rating.
    let mean: Double

    /// Number of ratings.
    var count: Int { users.ratings.count }

    /// Collects ratings; those of items outside 1…`itemCount` are left out, users outside 1…`userCount` count as unknown.
    init(users: [Int32], items: [Int32], ratings: [Float], userCount: Int, itemCount: Int) {
        let kept = items.indices.filter { items[$0] >= 1 && Int(items[$0]) <= itemCount }
        let known = kept.map { users[$0] >= 1 && Int(users[$0]) <= userCount ? users[$0] : 0 }
        let rated = kept.map { items[$0] }
        let values = kept.map { ratings[$0] }
        self.users = Self.side(known, others: rated, values, kept, count: userCount)
        self.items = Self.side(rated, others: known, values, kept, count: itemCount)
        mean = values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
    }

    /// The ratings of a model's material; of a log without ratings the labels of the examples.
    /// - Throws: ``FittingError/noInteractions(model:)``.
    init(_ material: LearningMaterial, from source: RatingSource, model: String) throws {
        let training = material.training
        if source == .allTrainInteractions, let ratings = training.log.ratingColumn {
            var (users, rows) = ([Int32](), [Int]())
            for user in training.userIndices {
                let own = training.rows(ofUser: user)
                rows += own
                users += [Int32](repeating: user, count: own.count)
            }
            self.init(
                users: users, items: rows.map { training.log.itemColumn[$0] }, ratings: rows.map { ratings[$0] },
                userCount: training.userCount, itemCount: training.itemCount)
        } else if let examples = material.examples {
            self.init(
                users: examples.trainedUsers, items: examples.items, ratings: examples.labels,
                userCount: training.userCount, itemCount: training.itemCount)
        } else {
            throw FittingError.noInteractions(model: model)
        }
        guard count > 0 else { throw FittingError.noInteractions(model: model) }
    }

    /// Sorts by index, stably.
    private static func side(
        _ indices: [Int32], others: [Int32], _ ratings: [Float], _ rows: [Int], count: Int
    ) -> Side {
        var offsets = [Int](repeating: 0, count: count + 2)
        for index in indices { offsets[Int(index) + 1] += 1 }
        for index in 0...count { offsets[index + 1] += offsets[index] }
        var next = offsets
        var order = [Int](repeating: 0, count: indices.count)
        for (position, index) in indices.enumerated() {
            order[next[Int(index)]] = position
            next[Int(index)] += 1
        }
        return Side(
            offsets: offsets, others: order.map { others[$0] }, ratings: order.map { ratings[$0] },
            rows: order.map { Int32(truncatingIfNeeded: rows[$0]) })
    }
}
