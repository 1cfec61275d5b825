import SegueData

/// The parameters of an ``ImplicitFactorization``.
struct ImplicitFactors: Sendable {
    var factors: BiasedFactors
    /// y: `[items + 1, factors]`.
    var implicit: [Float]

    /// Collects the parts.
    init(factors: BiasedFactors, implicit: [Float]) {
        self.factors = factors
        self.implicit = implicit
    }

    /// Biases 0, vectors at random; all 0 for users and items without ratings.
    init(_ table: RatingTable, _ settings: some ImplicitSettings, _ generator: inout SeededGenerator) {
        let width = settings.factorCount + 1
        func normal(_ side: RatingTable.Side, width: Int, first: Int) -> [Float] {
            (0..<side.count * width).map { place in
                guard place >= width, place % width >= first else { return 0 }
                let value = Float(settings.initialDeviation * generator.normal())
                return side[place / width].isEmpty ? 0 : value
            }
        }
        let hasVectors = type(of: settings).hasUserVectors
        let users =
            hasVectors
            ? normal(table.users, width: width, first: 1) : [Float](repeating: 0, count: table.users.count * width)
        factors = BiasedFactors(
            mean: Float(table.mean), users: users, items: normal(table.items, width: width, first: 1), width: width)
        implicit = normal(table.items, width: width - 1, first: 0)
    }

    /// |N|^−½ Σ y.
    func sum(_ items: ArraySlice<Int32>) -> [Float] {
        let count = factors.width - 1
        var sum = [Float](repeating: 0, count: count)
        for item in items {
            for factor in 0..<count { sum[factor] += implicit[Int(item) * count + factor] }
        }
        let scale = 1 / Float(max(1, items.count)).squareRoot()
        return sum.map { scale * $0 }
    }

    /// One pass over some users; returns the root of the mean squared error met on the way.
    mutating func learn(
        _ side: RatingTable.Side, order: [Int], rate: Float, _ settings: some ImplicitSettings
    ) -> Float {
        var (squares, count) = (0.0, 0)
        for user in order {
            squares += learn(user: user, side, rate: rate, settings)
            count += side[user].count
        }
        return Float((squares / Double(max(1, count))).squareRoot())
    }

    /// The ratings of one user in their order, then the y of all of them.
    private mutating func learn(
        user: Int, _ side: RatingTable.Side, rate: Float, _ settings: some ImplicitSettings
    ) -> Double {
        let (own, width, mean) = (side[user], factors.width, factors.mean)
        let (penalty, biasPenalty) = (Float(settings.regularization), Float(settings.biasRegularization))
        let userRate = type(of: settings).hasUserVectors ? rate : 0
        let sum = sum(side.others[own])
        var gradient = [Float](repeating: 0, count: width - 1)
        var squares = 0.0
        factors.users.withUnsafeMutableBufferPointer { users in
            factors.items.withUnsafeMutableBufferPointer { items in
                let u = user * width
                for rating in own {
                    let i = Int(side.others[rating]) * width
                    var value = mean + users[u] + items[i]
                    for factor in 1..<width { value += items[i + factor] * (users[u + factor] + sum[factor - 1]) }
                    let error = side.ratings[rating] - value
                    squares += Double(error * error)
                    users[u] += rate * (error - biasPenalty * users[u])
                    items[i] += rate * (error - biasPenalty * items[i])
                    for factor in 1..<width {
                        let (p, q) = (users[u + factor], items[i + factor])
                        gradient[factor - 1] += error * q
                        items[i + factor] += rate * (error * (p + sum[factor - 1]) - penalty * q)
                        users[u + factor] += userRate * (error * q - penalty * p)
                    }
                }
            }
        }
        var kept: Float = 1
        for _ in own { kept *= 1 - rate * penalty }
        let step = rate / Float(own.count).squareRoot()
        for item in side.others[own] {
            let start = Int(item) * (width - 1)
            for factor in 0..<width - 1 {
                implicit[start + factor] = kept * implicit[start + factor] + step * gradient[factor]
            }
        }
        return squares
    }

    /// Adds the sums to the users' vectors, for predictions.
    mutating func joinSums(_ side: RatingTable.Side) {
        for user in 1..<max(1, side.count) where !side[user].isEmpty {
            for (factor, value) in sum(side.others[side[user]]).enumerated() {
                factors.users[user * factors.width + 1 + factor] += value
            }
        }
    }

    /// Bias and vector of a user with this history.
    func foldIn(_ history: RatedHistory, _ settings: some ImplicitSettings) -> ArraySlice<Float> {
        let offset = sum(history.items[...])
        if type(of: settings).hasUserVectors {
            return factors.foldIn(history, offset: offset) {
                ($0 * settings.biasRegularization, $0 * settings.regularization)
            }
        }
        var rest = 0.0
        for (item, rating) in zip(history.items, history.ratings) {
            let start = Int(item) * factors.width
            var value = factors.mean + factors.items[start]
            for factor in offset.indices { value += factors.items[start + 1 + factor] * offset[factor] }
            rest += Double(rating - value)
        }
        let bias = rest / max(1, Double(history.ratings.count) * (1 + settings.biasRegularization))
        return ([Float(bias)] + offset)[...]
    }
}
