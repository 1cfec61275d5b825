/// Which pairs of a user's kept items an epoch learns, and in how many visits to the user.
///
/// A visit learns at most ``span`` pairs an item. The visits of all users come in random order, so that the pairs of a
/// long history spread over the epoch: learned in one go, they would turn its items' vectors towards this one user.
enum PairPlan: Sendable, Equatable {
    /// Pairs at most so many positions apart, the reach of each item drawn from 1…window; in one visit.
    case window(Int)
    /// All ordered pairs.
    case all
    /// Every item with the same number of others.
    case perItem(Int)
    /// Every ordered pair with the same probability.
    case share(Double)

    /// Pairs an item in one visit.
    static let span = 8

    init(_ configuration: Item2Vec.Configuration, histories: ItemHistories, keep: [Double]) {
        if let window = configuration.window {
            self = .window(window)
        } else if let limit = configuration.contextsPerItem {
            switch configuration.pairSampling {
            case .perItem: self = .perItem(limit)
            case .proportional: self = .share(PairPlan.share(limit: limit, histories: histories, keep: keep))
            }
        } else {
            self = .all
        }
    }

    /// How many others each of `count` shuffled items is paired with, rounded at random where it is not a whole number.
    func others(of count: Int, using generator: inout PairGenerator) -> Int {
        switch self {
        case .window, .all: return count - 1
        case .perItem(let limit): return min(limit, count - 1)
        case .share(let share):
            let expected = min(share, 1) * Double(count - 1)
            let whole = expected.rounded(.down)
            return Int(whole) + (generator.uniform() < expected - whole ? 1 : 0)
        }
    }

    /// The most visits that a history of `count` items can need.
    func visits(of count: Int) -> Int {
        guard count > 1 else { return 0 }
        let others: Int
        switch self {
        case .window: return 1
        case .all: others = count - 1
        case .perItem(let limit): others = min(limit, count - 1)
        case .share(let share): others = min(Int(min(share, 1) * Double(count - 1)) + 1, count - 1)
        }
        return (others + PairPlan.span - 1) / PairPlan.span
    }

    /// q = c E[Σ M] ÷ E[Σ M(M − 1)], at most 1, where M is what subsampling leaves of a history:
    /// E[M] = Σ p and E[M(M − 1)] = (Σ p)² − Σ p² over the probabilities p of its items' being kept.
    private static func share(limit: Int, histories: ItemHistories, keep: [Double]) -> Double {
        var items = 0.0
        var pairs = 0.0
        for user in 0..<histories.userCount {
            var sum = 0.0
            var squares = 0.0
            for item in histories.items[histories.offsets[user]..<histories.offsets[user + 1]] {
                let probability = keep[Int(item) - 1]
                sum += probability
                squares += probability * probability
            }
            items += sum
            pairs += max(sum * sum - squares, 0)
        }
        return pairs > 0 ? min(1, Double(limit) * items / pairs) : 1
    }
}
