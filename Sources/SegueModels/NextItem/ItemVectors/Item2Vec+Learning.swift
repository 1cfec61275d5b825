import Dispatch
import Foundation
import SegueData
import Synchronization

extension Item2Vec {
    /// Learns all users once, in the given tables, with as many threads as configured.
    func learn(_ vectors: VectorTable, _ contexts: VectorTable) -> SkipGramTally {
        let schedule = EpochSchedule(configuration, histories: histories, plan: plan, epoch: state.completedEpochs)
        return noise.slots.withUnsafeBufferPointer { noise in
            perform {
                let step = SkipGramStep(
                    vectors: vectors, contexts: contexts, noise: noise, configuration: configuration)
                let source = PairSource(
                    histories: histories, keep: keep, plan: plan, pairsPerDraw: configuration.pairsPerDraw,
                    key: schedule.key)
                var tally = SkipGramTally()
                schedule.forEachVisit { visit in
                    source.forEachGroup(ofUser: Int(visit.user), turn: Int(visit.turn)) { row, others, generator in
                        step.learn(input: row, positives: others, rate: visit.rate, generator: &generator)
                    }
                    tally = tally + step.takeTally()
                }
                return tally
            }
        }
    }

    /// Runs `body` once a thread, or on the caller's when there is only one; adds up the results.
    private func perform(_ body: () -> SkipGramTally) -> SkipGramTally {
        guard configuration.threads > 1 else { return body() }
        let lock = NSLock()
        nonisolated(unsafe) var total = SkipGramTally()
        withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: configuration.threads) { _ in
                let tally = body()
                lock.withLock { total = total + tally }
            }
        }
        return total
    }
}

/// The visits of one epoch in random order, handed out to threads in small blocks.
final class EpochSchedule: Sendable {
    /// One visit to a user's history.
    struct Visit: Sendable {
        /// Counted from 0.
        var user: Int32
        /// Which of the user's visits, from 0.
        var turn: Int32
        /// Size of the steps.
        var rate: Float
    }

    /// Names the random streams of the epoch.
    let key: UInt64
    private let visits: [Visit]
    private let next = Atomic<Int>(0)
    private static let block = 8

    /// - Parameter epoch: from 0.
    init(_ configuration: Item2Vec.Configuration, histories: ItemHistories, plan: PairPlan, epoch: Int) {
        var generator = SeededGenerator(seed: configuration.seed).split("item2vec epoch \(epoch)")
        key = generator.next()
        var visits: [Visit] = []
        var total = 0.0
        for user in 0..<histories.userCount {
            let length = histories.length(ofUser: user)
            let turns = plan.visits(of: length)
            total += Double(turns * length)
            for turn in 0..<turns {
                visits.append(
                    Visit(
                        user: Int32(truncatingIfNeeded: user), turn: Int32(truncatingIfNeeded: turn),
                        rate: Float(configuration.learningRate)))
            }
        }
        generator.shuffle(&visits)
        let fall = configuration.learningRate - configuration.finalLearningRate
        var done = 0.0
        for index in visits.indices {
            let fraction = (Double(epoch) + done / total) / Double(configuration.epochs)
            visits[index].rate = Float(configuration.learningRate - fall * fraction)
            done += Double(histories.length(ofUser: Int(visits[index].user)))
        }
        self.visits = visits
    }

    /// Calls `body` with visits until all are taken, by this or other threads.
    func forEachVisit(_ body: (Visit) -> Void) {
        while true {
            let start = next.wrappingAdd(EpochSchedule.block, ordering: .relaxed).oldValue
            guard start < visits.count else { return }
            for index in start..<min(start + EpochSchedule.block, visits.count) { body(visits[index]) }
        }
    }
}

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
