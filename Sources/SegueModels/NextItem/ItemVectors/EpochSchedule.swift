import SegueData
import Synchronization

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
