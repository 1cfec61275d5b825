import Foundation
import SegueCore
import Testing

@testable import SegueExperiments
@testable import SegueTraining

/// A search that is kept in a file goes on where it was, wherever the file ends.
@Suite struct StudySessionTests {
    private func empty(trials: Int = 9) -> Study {
        var settings = TuningSettings()
        settings.startupTrials = 3
        return Study(
            SearchSpace(["rate": .log(0.001, 1), "size": .integer(1, 100)]), settings: settings, direction: .higher,
            maximumEpochs: 9, trialCount: trials, seed: 5)
    }

    private func identity(_ seed: Int = 5) throws -> RunIdentity { try RunIdentity([("seed", seed)]) }

    private func train(_ job: TrialJob) -> TrialResult {
        let size = job.values["size"]?.number ?? 0
        return TrialResult(
            job,
            records: (1...job.epochs).map {
                EpochRecord(epoch: $0, loss: 1, validation: size / (50 + size) + Double($0), predictions: 1, seconds: 0)
            })
    }

    /// Goes through a search; what it tried, in order.
    private func run(_ url: URL, trials: Int = 9) throws -> Study {
        let session = try StudySession(empty(trials: trials), identity: identity(), in: url)
        while let job = try session.next() { try session.record(train(job)) }
        return session.study
    }

    private func temporary() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("segue-study-\(UUID().uuidString).jsonl")
    }

    private func comparable(_ study: Study) -> [[String]] {
        study.trials.map { trial in
            ["\(trial.number)", "\(trial.values.sorted { $0.key < $1.key })", "\(trial.result?.records.count ?? 0)"]
        }
    }

    @Test func itGoesOnFromWhereverTheFileEnds() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let whole = try run(url)
        let bytes = try Data(contentsOf: url)
        let lines = bytes.indices.filter { bytes[$0] == 10 }
        // The identity, and a job and a result for each of nine trials and those that went on.
        #expect(lines.count > 2 * 9 + 1 && lines.count % 2 == 1)
        for end in lines.map({ $0 + 1 }) + lines.map({ $0 - 3 }) {
            try bytes.prefix(end).write(to: url)
            #expect(try comparable(run(url)) == comparable(whole))
        }
    }

    @Test func moreTrialsGoOnWithTheSameOnes() throws {
        let (parts, all) = (temporary(), temporary())
        defer { for url in [parts, all] { try? FileManager.default.removeItem(at: url) } }
        let first = try run(parts, trials: 4)
        let second = try run(parts, trials: 9)
        #expect(first.trials.map(\.values) == Array(second.trials.map(\.values).prefix(4)))
        #expect(second.trials.count == 9)
        let session = try StudySession(empty(trials: 9), identity: identity(), in: parts)
        #expect(session.isContinued)
        #expect(try session.next() == nil)
    }

    @Test func anotherSearchIsRefused() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        _ = try run(url)
        let error = #expect(throws: StudyError.self) { try StudySession(empty(), identity: identity(6), in: url) }
        #expect(error?.description.contains("seed is 6, the checkpoint was made with 5") == true, "\(error as Any)")
        #expect(error?.exitCode == 78)
    }

    @Test func aTrialWithoutAValueEndsIt() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let session = try StudySession(empty(), identity: identity(), in: url)
        let job = try #require(try session.next())
        #expect(throws: StudyError.noValidation) { try session.record(TrialResult(job)) }
        try session.record(TrialResult(job, failure: "diverged"))
        #expect(session.study.byValue.isEmpty)
    }
}
