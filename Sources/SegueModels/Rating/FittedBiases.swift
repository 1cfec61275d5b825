import SafeTensors

/// A mean, and deviations from it of users and items; entry 0 is that of unknown ones and 0.
struct FittedBiases: Sendable {
    let mean: Float
    let users: [Float]
    let items: [Float]

    /// Finds the deviations as the rule says, in double precision.
    init(_ table: RatingTable, _ rule: BiasRule) {
        var users = [Double](repeating: 0, count: table.users.count)
        var items = [Double](repeating: 0, count: table.items.count)
        func round(_ side: RatingTable.Side, _ shrinkage: Double, against others: [Double], _ own: inout [Double]) {
            for index in 1..<max(1, side.count) where !side[index].isEmpty {
                var sum = 0.0
                for rating in side[index] {
                    sum += Double(side.ratings[rating]) - table.mean - others[Int(side.others[rating])]
                }
                own[index] = sum / (Double(side[index].count) + shrinkage)
            }
        }
        for _ in 0..<rule.iterations {
            if let shrinkage = rule.itemShrinkage { round(table.items, shrinkage, against: users, &items) }
            if let shrinkage = rule.userShrinkage { round(table.users, shrinkage, against: items, &users) }
        }
        mean = Float(table.mean)
        self.users = users.map { Float($0) }
        self.items = items.map { Float($0) }
    }

    /// The deviation of a user who rated this.
    func userBias(of history: RatedHistory, shrinkage: Double) -> Float {
        var sum = 0.0
        for (item, rating) in zip(history.items, history.ratings) {
            sum += Double(rating) - Double(mean) - Double(items[Int(item)])
        }
        return history.ratings.isEmpty ? 0 : Float(sum / (Double(history.ratings.count) + shrinkage))
    }

    /// As arrays.
    var state: [String: HostTensor] {
        [
            "mean": HostTensor([mean]), "users": HostTensor(shape: [users.count], values: users),
            "items": HostTensor(shape: [items.count], values: items),
        ]
    }

    /// Reads the arrays back.
    init(_ reader: StateReader) throws {
        mean = try reader.floats("mean", shape: [1]).values[0]
        users = try reader.floats("users", shape: [nil]).values
        items = try reader.floats("items", shape: [nil]).values
        guard !users.isEmpty, !items.isEmpty else {
            throw ModelStateError.value(name: "users", problem: "lacks the entry of the unknown user or item")
        }
    }
}
