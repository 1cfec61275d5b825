import SafeTensors
import SegueData

/// μ, and for each user and item a bias in front of a vector; row 0 is that of unknown ones.
struct BiasedFactors: Sendable {
    var mean: Float
    /// `[users + 1, width]`.
    var users: [Float]
    /// `[items + 1, width]`.
    var items: [Float]
    /// One more than the length of the vectors.
    let width: Int

    /// Row numbers of a table.
    func rows(_ table: [Float]) -> Int { table.count / width }

    /// μ + b_u + b_i + p_u · q_i; users without train interactions have what `fold` makes of their histories.
    func predict(
        _ examples: ExampleSet, rows: Range<Int>, into predictions: UnsafeMutableBufferPointer<Float>,
        fold: @escaping (RatedHistory) -> ArraySlice<Float>
    ) {
        let (userCount, itemCount) = (self.rows(users), self.rows(items))
        var lookup = UserLookup(
            examples, itemCount: itemCount - 1,
            learned: { $0 < userCount ? users[$0 * width..<($0 + 1) * width] : nil }, fold: fold)
        for (index, row) in rows.enumerated() {
            let item = Int(examples.items[row])
            let start = item > 0 && item < itemCount ? item * width : 0
            predictions[index] = lookup(row).withUnsafeBufferPointer { user in
                var value = mean + user[0] + items[start]
                for factor in 1..<width { value += user[factor] * items[start + factor] }
                return value
            }
        }
    }

    /// Bias and vector of a user who rated this: the ridge regression on the vectors of the items.
    /// - Parameters:
    ///   - history: What they rated.
    ///   - bias: The bias, where it is found beforehand.
    ///   - offset: What the vector is without any rating, and is pulled to; nil for 0.
    ///   - penalties: Weights of the squares of the bias and of each factor's difference, for so many ratings.
    func foldIn(
        _ history: RatedHistory, bias: Double? = nil, offset: [Float]? = nil,
        penalties: (_ count: Double) -> (bias: Double, factor: Double)
    ) -> ArraySlice<Float> {
        let offset = offset ?? [Float](repeating: 0, count: width - 1)
        guard !history.ratings.isEmpty else { return ([0] + offset)[...] }
        let ridge = VectorRidge(factorCount: width - 1, findsBias: bias == nil)
        items.withUnsafeBufferPointer { items in
            guard let items = items.baseAddress else { return }
            for (item, rating) in zip(history.items, history.ratings) {
                let own = items + Int(item) * width
                var target = Double(rating) - Double(mean) - Double(own[0]) - (bias ?? 0)
                for factor in 1..<width { target -= Double(own[factor] * offset[factor - 1]) }
                ridge.add(own + 1, target: target)
            }
        }
        let weights = penalties(Double(history.ratings.count))
        let solved = ridge.solve(biasPenalty: weights.bias, penalty: weights.factor)
        let first = ridge.width - offset.count
        let vector = offset.indices.map { offset[$0] + Float(solved[first + $0]) }
        return ([bias.map { Float($0) } ?? Float(solved[0])] + vector)[...]
    }

    /// Mean and both tables.
    var state: [String: HostTensor] {
        [
            "mean": HostTensor([mean]), "users": HostTensor(shape: [rows(users), width], values: users),
            "items": HostTensor(shape: [rows(items), width], values: items),
        ]
    }

    /// Reads the arrays back.
    init(_ reader: StateReader, width: Int) throws {
        let mean = try reader.floats("mean", shape: [1]).values
        let users = try reader.floats("users", shape: [nil, width])
        let items = try reader.floats("items", shape: [nil, width])
        guard users.shape[0] > 0, items.shape[0] > 0 else {
            throw ModelStateError.value(name: "users", problem: "lacks the row of the unknown user or item")
        }
        self.init(mean: mean[0], users: users.values, items: items.values, width: width)
    }

    /// Collects the parts.
    init(mean: Float, users: [Float], items: [Float], width: Int) {
        self.mean = mean
        self.users = users
        self.items = items
        self.width = width
    }
}
