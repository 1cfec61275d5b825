import Foundation
import SafeTensors
import SegueData

/// Many draws of a Gibbs sampler, side by side.
struct PosteriorDraws: Sendable {
    let mean: Float
    /// One more than the number of factors.
    let width: Int
    let drawCount: Int
    /// `[draws, items + 1, width]`, the rows of one draw after the other.
    private let items: [Float]
    /// `[draws, users + 1, width]`.
    private let users: [Float]
    /// `[draws, width]`: Λ μ of the users' prior.
    private let pulls: [Double]
    /// `[draws, width]`: μ of the users' prior.
    private let priorMeans: [Double]
    /// `[draws, width, width]`: Λ of the users' prior.
    private let priorPrecisions: [Double]
    /// `[draws]`.
    private let ratingPrecisions: [Double]

    init(_ draws: [PosteriorDraw], mean: Float, width: Int) {
        self.init(
            mean: mean, width: width, items: draws.flatMap(\.items), users: draws.flatMap(\.users),
            priorMeans: draws.flatMap(\.userPrior.mean), priorPrecisions: draws.flatMap(\.userPrior.precision.values),
            ratingPrecisions: draws.map(\.ratingPrecision))
    }

    private init(
        mean: Float, width: Int, items: [Float], users: [Float], priorMeans: [Double], priorPrecisions: [Double],
        ratingPrecisions: [Double]
    ) {
        (self.mean, self.width, drawCount) = (mean, width, ratingPrecisions.count)
        (self.items, self.users, self.priorMeans) = (items, users, priorMeans)
        (self.priorPrecisions, self.ratingPrecisions) = (priorPrecisions, ratingPrecisions)
        pulls = (0..<ratingPrecisions.count).flatMap { draw in
            let precision = SmallMatrix(
                width: width, values: Array(priorPrecisions[draw * width * width..<(draw + 1) * width * width]))
            return precision * Array(priorMeans[draw * width..<(draw + 1) * width])
        }
    }

    /// Items, the unknown one not counted.
    var itemCount: Int { items.count / drawCount / width - 1 }
    private var userCount: Int { users.count / drawCount / width - 1 }

    /// A trained user's row in each draw: `[draws, width]`; nil for one that has none.
    func user(_ user: Int) -> [Float]? {
        guard user > 0, user <= userCount else { return nil }
        return (0..<drawCount).flatMap { draw in
            let start = (draw * (userCount + 1) + user) * width
            return users[start..<start + width]
        }
    }

    /// The means of a user who rated this, in each draw: `[draws, width]`; the prior's without any rating.
    func user(_ history: RatedHistory, halfLife: Double?, _ conditional: VectorConditional) -> [Float] {
        guard !history.ratings.isEmpty else { return priorMeans.map { Float($0) } }
        let count = history.ratings.count
        let weights = (0..<count).map { position -> Double in
            guard let halfLife else { return 1 }
            return exp2(Double(position + 1 - count) / halfLife)
        }
        var result: [Float] = []
        result.reserveCapacity(drawCount * width)
        for draw in 0..<drawCount {
            priorPrecisions.withUnsafeBufferPointer { precisions in
                pulls.withUnsafeBufferPointer { pulls in
                    guard let precision = precisions.baseAddress, let pull = pulls.baseAddress else { return }
                    conditional.reset(precision + draw * width * width, pull: pull + draw * width)
                }
            }
            items.withUnsafeBufferPointer { items in
                guard let table = items.baseAddress.map({ $0 + draw * (itemCount + 1) * width }) else { return }
                for (index, item) in history.items.enumerated() {
                    conditional.add(
                        table + Int(item) * width, target: Double(history.ratings[index] - mean),
                        precision: ratingPrecisions[draw] * weights[index])
                }
            }
            conditional.solve()
            for unit in 0..<width { result.append(Float(conditional.mean[unit])) }
        }
        return result
    }

    /// The mean over the draws of what a user gives an item.
    /// - Parameters:
    ///   - user: `[draws, width]`.
    ///   - item: Its index; one that is not known has the prior's mean.
    func rating(_ user: [Float], item: Int) -> Float {
        let item = item > 0 && item <= itemCount ? item : 0
        let stride = (itemCount + 1) * width
        return user.withUnsafeBufferPointer { user in
            items.withUnsafeBufferPointer { items in
                var sum: Float = 0
                for draw in 0..<drawCount {
                    let (u, i) = (draw * width, draw * stride + item * width)
                    var value = user[u] + items[i]
                    for unit in 1..<width { value += user[u + unit] * items[i + unit] }
                    sum += value
                }
                return mean + sum / Float(drawCount)
            }
        }
    }

    /// The arrays to be saved.
    var state: [String: HostTensor] {
        [
            "mean": HostTensor([mean]),
            "items": HostTensor(shape: [drawCount, itemCount + 1, width], values: items),
            "users": HostTensor(shape: [drawCount, userCount + 1, width], values: users),
            "prior.means": HostTensor(shape: [drawCount, width], values: priorMeans),
            "prior.precisions": HostTensor(shape: [drawCount, width, width], values: priorPrecisions),
            "ratingPrecisions": HostTensor(ratingPrecisions),
        ]
    }

    /// Reads the arrays back.
    /// - Throws: ``ModelStateError`` when one is missing, or does not fit the others.
    init(_ reader: StateReader, width: Int, drawCount: Int) throws {
        let mean = try reader.floats("mean", shape: [1]).values
        let items = try reader.floats("items", shape: [drawCount, nil, width])
        let users = try reader.floats("users", shape: [drawCount, nil, width])
        guard items.shape[1] > 0, users.shape[1] > 0 else {
            throw ModelStateError.value(name: "users", problem: "lacks the row of the unknown user or item")
        }
        let precisions = try reader.doubles("ratingPrecisions", shape: [drawCount]).values
        guard precisions.allSatisfy({ $0 > 0 }) else {
            throw ModelStateError.value(name: "ratingPrecisions", problem: "must be above 0")
        }
        self.init(
            mean: mean[0], width: width, items: items.values, users: users.values,
            priorMeans: try reader.doubles("prior.means", shape: [drawCount, width]).values,
            priorPrecisions: try reader.doubles("prior.precisions", shape: [drawCount, width, width]).values,
            ratingPrecisions: precisions)
    }
}
