import SegueCore
import Testing

@testable import SegueExperiments
@testable import SegueTraining

/// Which trials are trained on, on curves that were followed by hand.
@Suite struct SuccessiveHalvingTests {
    @Test func rungsGrowUpToTheEnd() {
        func rungs(_ minimum: Int, _ maximum: Int, _ factor: Int) -> [Int] {
            SuccessiveHalving(minimum: minimum, maximum: maximum, reductionFactor: factor).rungs
        }
        #expect(rungs(1, 20, 3) == [1, 3, 9, 20])
        #expect(rungs(1, 9, 3) == [1, 3, 9])
        #expect(rungs(2, 30, 4) == [2, 8, 30])
        #expect(rungs(5, 3, 3) == [3])
        #expect(rungs(1, 1, 3) == [1])
    }

    /// Six trials, the best of each three of which goes on. The curves: value after each epoch, more is better.
    private let curves: [[Double]] = [
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
        [0.5, 0.4, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2],
        [0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3],
        [0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1],
        [0.2, 0.7, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
        [0.4, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
    ]

    private func study(_ direction: Direction = .higher, trials: Int = 6) -> Study {
        var settings = TuningSettings()
        settings.sampler = .random
        return Study(
            SearchSpace(["training.batchSize": .integer(1, 1_000_000)]), settings: settings, direction: direction,
            maximumEpochs: 9, trialCount: trials, seed: 1)
    }

    private func next(_ study: inout Study) throws -> TrialJob {
        let job = study.next()
        return try #require(job)
    }

    private func result(_ job: TrialJob, _ curve: [Double]) -> TrialResult {
        TrialResult(
            job,
            records: curve.prefix(job.epochs).enumerated().map {
                EpochRecord(epoch: $0 + 1, loss: 1, validation: $1, predictions: 1, seconds: 1)
            })
    }

    @Test func theBetterThirdGoesOn() {
        var study = study()
        var order: [[Int]] = []
        while let job = study.next() {
            order.append([job.number, job.epochs])
            study.record(result(job, curves[job.number]))
        }
        // After 0, 1, 2: one of three goes on, 1 (0.5). After 3: 4/3 = 1, the best is 3 (0.6), and goes on. 4 does not. After 5
        // two of six are 3 and 1, both went on. At the second rung there are two, of whom 2/3 = 0 go on.
        #expect(order == [[0, 1], [1, 1], [2, 1], [1, 3], [3, 1], [3, 3], [4, 1], [5, 1]])
        #expect(study.byValue.map(\.number) == [3, 1, 5, 2, 4, 0])
        // Those that went on first.
        #expect(study.ranking.map(\.number) == [3, 1, 5, 2, 4, 0])
        #expect(study.trials.filter { !study.isComplete($0) }.count == 6)
    }

    @Test func lessMayBeBetter() {
        var study = study(.lower)
        var promoted: [Int] = []
        while let job = study.next() {
            if job.epochs > 1 { promoted.append(job.number) }
            study.record(result(job, curves[job.number]))
        }
        // The least of the first three is 0 (0.1); of six, 0 and 4 (0.2).
        #expect(promoted == [0, 4])
    }

    @Test func severalAtOnceWaitForNothing() throws {
        var study = study()
        let first = [study.next(), study.next(), study.next(), study.next()].compactMap { $0 }
        #expect(first.map(\.number) == [0, 1, 2, 3] && first.map(\.epochs) == [1, 1, 1, 1])
        study.record(result(first[3], curves[3]))
        study.record(result(first[0], curves[0]))
        // Of two results a third is none.
        #expect(study.next()?.number == 4)
        study.record(result(first[2], curves[2]))
        let job = try next(&study)
        #expect(job.number == 3 && job.epochs == 3)
        // It is under way, and not given out again.
        #expect(study.next()?.number == 5)
        #expect(study.next() == nil)
    }

    @Test func oneThatStoppedByItselfStandsOnAllRungs() throws {
        var study = study(trials: 3)
        for number in 0..<3 {
            let job = try next(&study)
            study.record(result(job, [0.1, 0.2, 0.3].map { $0 + Double(number) }))
        }
        let promoted = try next(&study)
        #expect(promoted.number == 2 && promoted.epochs == 3)
        study.record(result(promoted, [2.1, 2.2]))
        #expect(study.next() == nil && study.isComplete(study.trials[2]))
    }

    @Test func failedTrialsCountButDoNotGoOn() throws {
        var study = study(trials: 3)
        for number in 0..<3 {
            let job = try next(&study)
            study.record(number == 1 ? TrialResult(job, failure: "diverged") : result(job, curves[number]))
        }
        let promoted = try next(&study)
        #expect(promoted.number == 2)
        study.record(TrialResult(promoted, failure: "diverged"))
        // The next best takes its place.
        let other = try next(&study)
        #expect(other.number == 0 && other.epochs == 3)
        study.record(result(other, curves[0]))
        #expect(study.next() == nil)
        #expect(study.byValue.map(\.number) == [0] && study.ranking.map(\.number) == [0, 1, 2])
    }

    @Test func withoutASchedulerAllAreTrainedToTheEnd() {
        var settings = TuningSettings()
        settings.scheduler = .none
        var study = Study(
            SearchSpace(["training.batchSize": .integer(1, 1000)]), settings: settings, direction: .higher,
            maximumEpochs: 9, trialCount: 6, seed: 1)
        var epochs: [Int] = []
        while let job = study.next() {
            epochs.append(job.epochs)
            study.record(result(job, curves[job.number]))
        }
        #expect(epochs == [9, 9, 9, 9, 9, 9] && study.byValue.map(\.number) == [0, 4, 5, 3, 1, 2])
    }
}
