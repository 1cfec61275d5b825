extension TimedFactors {
    /// Sizes of steps and penalties, in the precision of the parameters.
    private struct Steps {
        let rate: Float
        let slopeRate: Float
        let bias: Float
        let vector: Float
        let day: Float
        let slope: Float

        init(_ configuration: TimeSVDPlusPlus.Configuration, scale: Float) {
            rate = Float(configuration.learningRate) * scale
            slopeRate = Float(configuration.slopeLearningRate) * scale
            bias = Float(configuration.biasRegularization)
            vector = Float(configuration.regularization)
            day = Float(configuration.dayRegularization)
            slope = Float(configuration.slopeRegularization)
        }
    }

    /// One pass over some users; returns the root of the mean squared error met on the way.
    mutating func learn(
        _ side: RatingTable.Side, days: [Int32], order: [Int], scale: Float,
        _ configuration: TimeSVDPlusPlus.Configuration
    ) -> Float {
        let steps = Steps(configuration, scale: scale)
        var (squares, count) = (0.0, 0)
        for user in order {
            let sum = sum(side.others[side[user]])
            var gradient = [Float](repeating: 0, count: factorCount)
            for rating in side[user] {
                let day = days[rating]
                guard let row = calendar.row(user: user, day: day) else { continue }
                let error = learn(
                    user: user, item: Int(side.others[rating]), dayRow: row, day: day, rating: side.ratings[rating],
                    deviation: calendar.deviation(user: user, day: day, exponent: configuration.exponent), sum: sum,
                    steps, &gradient)
                squares += Double(error * error)
            }
            count += side[user].count
            var kept: Float = 1
            for _ in side[user] { kept *= 1 - steps.rate * steps.vector }
            let step = steps.rate / Float(side[user].count).squareRoot()
            for item in side.others[side[user]] {
                for factor in 0..<factorCount {
                    let place = Int(item) * factorCount + factor
                    implicit[place] = kept * implicit[place] + step * gradient[factor]
                }
            }
        }
        return Float((squares / Double(max(1, count))).squareRoot())
    }

    /// One rating; returns its error.
    private mutating func learn(
        user: Int, item: Int, dayRow: Int, day: Int32, rating: Float, deviation: Float, sum: [Float], _ steps: Steps,
        _ gradient: inout [Float]
    ) -> Float {
        let (u, d, i) = (user * userWidth, dayRow * dayWidth, item * itemWidth)
        let b = item * binCount + calendar.bin(day, of: binCount)
        let (slopes, factorCount, mean) = (u + 3 + factorCount, factorCount, mean)
        return users.withUnsafeMutableBufferPointer { users in
            userDays.withUnsafeMutableBufferPointer { userDays in
                items.withUnsafeMutableBufferPointer { items in
                    let (ofItem, scale) = (items[i] + bins[b], users[u + 2] + userDays[d + 1])
                    var value = mean + users[u] + users[u + 1] * deviation + userDays[d] + ofItem * scale
                    for factor in 0..<factorCount {
                        let vector =
                            users[u + 3 + factor] + users[slopes + factor] * deviation + userDays[d + 2 + factor]
                            + sum[factor]
                        value += items[i + 1 + factor] * vector
                    }
                    let error = rating - value
                    users[u] += steps.rate * (error - steps.bias * users[u])
                    users[u + 1] += steps.slopeRate * (error * deviation - steps.slope * users[u + 1])
                    userDays[d] += steps.rate * (error - steps.day * userDays[d])
                    items[i] += steps.rate * (error * scale - steps.bias * items[i])
                    bins[b] += steps.rate * (error * scale - steps.day * bins[b])
                    users[u + 2] += steps.rate * (error * ofItem - steps.day * (users[u + 2] - 1))
                    userDays[d + 1] += steps.rate * (error * ofItem - steps.day * userDays[d + 1])
                    for factor in 0..<factorCount {
                        let (p, s, t) = (users[u + 3 + factor], users[slopes + factor], userDays[d + 2 + factor])
                        let q = items[i + 1 + factor]
                        gradient[factor] += error * q
                        let vector = p + s * deviation + t + sum[factor]
                        items[i + 1 + factor] += steps.rate * (error * vector - steps.vector * q)
                        users[u + 3 + factor] += steps.rate * (error * q - steps.vector * p)
                        users[slopes + factor] += steps.slopeRate * (error * q * deviation - steps.slope * s)
                        userDays[d + 2 + factor] += steps.rate * (error * q - steps.day * t)
                    }
                    return error
                }
            }
        }
    }

    /// |N|^−½ Σ y.
    private func sum(_ items: ArraySlice<Int32>) -> [Float] {
        var sum = [Float](repeating: 0, count: factorCount)
        for item in items {
            for factor in 0..<factorCount { sum[factor] += implicit[Int(item) * factorCount + factor] }
        }
        let scale = 1 / Float(max(1, items.count)).squareRoot()
        return sum.map { scale * $0 }
    }

    /// Adds the sums to the users' vectors, for predictions.
    mutating func joinSums(_ side: RatingTable.Side) {
        for user in 1..<max(1, side.count) where !side[user].isEmpty {
            for (factor, value) in sum(side.others[side[user]]).enumerated() {
                users[user * userWidth + 3 + factor] += value
            }
        }
    }
}
