import Dispatch
import Foundation
import SegueData

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

extension Item2Vec.State {
    /// Vectors uniform in ±½ ÷ dimension, zero for items that nobody liked; context vectors zero.
    static func initial(_ configuration: Item2Vec.Configuration, counts: [Int]) -> Self {
        var generator = SeededGenerator(seed: configuration.seed).split("item2vec start")
        let dimension = configuration.dimension
        var state = Self(
            itemCount: counts.count, dimension: dimension, zerosOf: counts.count * dimension)
        for (row, count) in counts.enumerated() where count > 0 {
            for column in 0..<dimension {
                state.vectors[row * dimension + column] = Float((generator.uniform() - 0.5) / Double(dimension))
            }
        }
        return state
    }

    private init(itemCount: Int, dimension: Int, zerosOf size: Int) {
        self.itemCount = itemCount
        self.dimension = dimension
        completedEpochs = 0
        vectors = Array(repeating: 0, count: size)
        contextVectors = vectors
    }
}
