import Foundation
import SegueCore
import SegueRunLog
import SegueTraining

/// A search that is kept in a file, so that it goes on where it was, however the process before ended.
///
/// The file has one JSON object a line: what is searched, then each job as it is given out and each result as it comes in. A
/// line is on the disk before anything else happens. With one job at a time, a search that was killed and gone on with tries the
/// same trials with the same results as one that was not.
public final class StudySession {
    /// The search.
    public private(set) var study: Study
    /// Whether the file held a search already.
    public let isContinued: Bool
    private let log: RunLog
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var elapsedBefore = 0.0

    /// One line of the file.
    private struct Line: Codable {
        var study: RunIdentity?
        var job: TrialJob?
        var result: TrialResult?
    }

    /// Opens a search, or begins one.
    /// - Parameters:
    ///   - study: An empty search.
    ///   - identity: All that must not change between its parts.
    ///   - url: Its file.
    /// - Throws: ``StudyError/otherStudy(path:differences:)``, and what reading and writing throw.
    public init(_ study: Study, identity: RunIdentity, in url: URL) throws {
        self.study = study
        let exists = FileManager.default.fileExists(atPath: url.path)
        let lines = exists ? try RunLog.records(of: Line.self, in: url) : []
        log = try RunLog(appendingTo: url)
        start = clock.now
        isContinued = !lines.isEmpty
        if let saved = lines.first?.study {
            let differences = identity.differences(from: saved, epochsDone: 0)
            guard differences.isEmpty else { throw StudyError.otherStudy(path: url.path, differences: differences) }
        } else {
            try append(Line(study: identity))
        }
        for line in lines {
            if let job = line.job { self.study.replay(job) }
            if let result = line.result {
                self.study.record(result)
                elapsedBefore = max(elapsedBefore, result.elapsed)
            }
        }
        self.study.endReplay()
    }

    /// What is to be done next; nil when nothing is, or not before a result comes in.
    public func next() throws -> TrialJob? {
        guard let job = study.next() else { return nil }
        try append(Line(job: job))
        return job
    }

    /// Takes in a result.
    /// - Throws: ``StudyError/noValidation`` when a trial that came to its end has no value, and what writing throws.
    /// - Returns: The trial as it stands now.
    @discardableResult
    public func record(_ result: TrialResult) throws -> Trial? {
        guard result.failure != nil || result.value != nil || result.records.contains(where: { $0.validation != nil })
        else { throw StudyError.noValidation }
        var result = result
        result.elapsed = elapsedBefore + (clock.now - start) / .seconds(1)
        try append(Line(result: result))
        study.record(result)
        return study.trials.indices.contains(result.number) ? study.trials[result.number] : nil
    }

    private func append(_ line: Line) throws {
        try log.append(line)
        try log.synchronize()
    }
}
