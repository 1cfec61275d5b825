import Torch
import TorchNN

/// The network of ``AutoRec``.
final class ItemAutoencoder: Module {
    /// V and a.
    let encoder: Linear
    /// W and b.
    let decoder: Linear
    private let userCount: Int

    /// Fresh weights.
    init(userCount: Int, hiddenSize: Int, mean: Double, generator: Generator) {
        self.userCount = userCount
        encoder = Linear(
            inputSize: userCount, outputSize: hiddenSize, initializer: .glorotUniform, generator: generator)
        decoder = Linear(
            inputSize: hiddenSize, outputSize: userCount, initializer: .glorotUniform, generator: generator)
        withoutGradients {
            encoder.bias?.value.fill(0)
            decoder.bias?.value.fill(mean)
        }
    }

    /// The ratings of some items, 0 where there is none, and 1 where there is one: `[items, users]` each.
    func ratings(_ side: RatingTable.Side, _ items: [Int]) -> (values: Tensor, mask: Tensor) {
        var values = [Float](repeating: 0, count: items.count * userCount)
        var mask = values
        for (row, item) in items.enumerated() {
            for rating in side[item] where side.others[rating] > 0 {
                let place = row * userCount + Int(side.others[rating]) - 1
                values[place] = side.ratings[rating]
                mask[place] = 1
            }
        }
        let shape = [items.count, userCount]
        return (Tensor(values).reshaped(shape), Tensor(mask).reshaped(shape))
    }

    /// g(V r + a): `[items, hidden]`.
    func codes(_ ratings: Tensor) -> Tensor { encoder(ratings).sigmoid() }

    /// The sum of squared errors of some items, and with the penalty on it.
    func loss(_ side: RatingTable.Side, _ items: [Int], regularization: Double) -> (error: Tensor, loss: Tensor) {
        let (values, mask) = ratings(side, items)
        let difference = (decoder(codes(values)) - values) * mask
        let error = (difference * difference).sum()
        let weights = [encoder.weight.value, decoder.weight.value].map { ($0 * $0).sum() }
        return (error, error + (weights[0] + weights[1]) * (regularization / 2))
    }

    /// What predictions need: a user is b and a row of W, an item its code. Row 0 of users is the mean of those with ratings.
    /// - Throws: `TorchError`.
    func factors(of table: RatingTable) throws -> BiasedFactors {
        try withoutGradients {
            let hidden = decoder.weight.value.size(1)
            let rows = try decoder.weight.value.array(Float.self)
            let biases = try decoder.bias?.value.array(Float.self) ?? []
            let rated = (1..<table.users.count).filter { !table.users[$0].isEmpty }
            let mean = biases.isEmpty ? 0 : rated.reduce(0) { $0 + biases[$1 - 1] } / Float(max(1, rated.count))
            var average = [Float](repeating: 0, count: hidden)
            for user in rated {
                for unit in 0..<hidden { average[unit] += rows[(user - 1) * hidden + unit] / Float(rated.count) }
            }
            var users: [Float] = [0] + average
            for user in 0..<userCount {
                users.append(biases[user] - mean)
                users += rows[user * hidden..<(user + 1) * hidden]
            }
            var items: [Float] = []
            for start in stride(from: 0, to: table.items.count, by: 256) {
                let part = Array(start..<min(start + 256, table.items.count))
                let codes = try codes(ratings(table.items, part).values).array(Float.self)
                for row in part.indices { items += [0] + codes[row * hidden..<(row + 1) * hidden] }
            }
            return BiasedFactors(mean: mean, users: users, items: items, width: hidden + 1)
        }
    }
}
