import SafeTensors
import SegueData

/// Guesses the vector of a user that the model has not been trained on, from the items of their history.
///
/// With m the mean of the history's item vectors, the guess is ū + γ (m − m̄), where ū and m̄ are the means of the
/// trained users' vectors and of their m, and γ is the least-squares fit of that line to the trained users. An empty
/// history gives ū. No paper says what to do with new users; this keeps scale and popularity of trained ones.
struct UserFoldIn: Sendable, Equatable {
    /// ū.
    let meanUser: FactorVector
    /// m̄.
    let meanHistory: FactorVector
    /// γ.
    let slope: Float

    /// Fits the line to all users with at least one training interaction.
    init(users: FactorMatrix, items: FactorMatrix, rows: TrainingRows) {
        let trained = (0..<rows.userCount).filter { rows.offsets[$0] < rows.offsets[$0 + 1] }
        let share = 1 / Float(max(trained.count, 1))
        var meanUser = FactorVector(laneCount: users.laneCount)
        var meanHistory = meanUser
        for user in trained {
            meanUser.add(row: user, of: users, scale: share)
            meanHistory.add(UserFoldIn.mean(rows.items(ofUser: user), items), scale: share)
        }
        var covariance = 0.0
        var variance = 0.0
        for user in trained {
            var difference = FactorVector(users.lanes(ofRow: user))
            difference.add(meanUser, scale: -1)
            var history = UserFoldIn.mean(rows.items(ofUser: user), items)
            history.add(meanHistory, scale: -1)
            covariance += Double(difference.dot(history))
            variance += Double(history.dot(history))
        }
        self.meanUser = meanUser
        self.meanHistory = meanHistory
        slope = variance > 0 ? Float(covariance / variance) : 0
    }

    /// The vector of a user whose history has `count` known items with vectors adding up to `sum`.
    func vector(sum: FactorVector, count: Int) -> FactorVector {
        guard count > 0 else { return meanUser }
        var vector = meanUser
        vector.add(sum, scale: slope / Float(count))
        vector.add(meanHistory, scale: -slope)
        return vector
    }

    private static func mean(_ columns: ArraySlice<Int32>, _ items: FactorMatrix) -> FactorVector {
        var mean = FactorVector(laneCount: items.laneCount)
        for column in columns { mean.add(row: Int(column), of: items, scale: 1 / Float(columns.count)) }
        return mean
    }
}

extension UserFoldIn {
    static let name = "foldIn"

    /// `[3, factors]`, f32: ū, m̄, and γ at the start of the third row.
    func tensor(factorCount: Int) -> HostTensor {
        var matrix = FactorMatrix(count: 3, factorCount: factorCount)
        for factor in 0..<factorCount {
            matrix[0, factor] = meanUser.lanes[factor / 4][factor % 4]
            matrix[1, factor] = meanHistory.lanes[factor / 4][factor % 4]
        }
        matrix[2, 0] = slope
        return matrix.tensor
    }

    init(_ reader: StateReader, factorCount: Int) throws {
        let values = try reader.floats(UserFoldIn.name, shape: [3, factorCount]).values
        let matrix = FactorMatrix(count: 3, factorCount: factorCount, values: values)
        meanUser = FactorVector(matrix.lanes(ofRow: 0))
        meanHistory = FactorVector(matrix.lanes(ofRow: 1))
        slope = matrix[2, 0]
    }
}
