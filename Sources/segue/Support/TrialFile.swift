import Foundation
import SegueExperiments
import SegueFiles
import SegueRunLog
import Torch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a process that trains a part of one trial is told, in a file of the trial's folder, and where it answers.
struct TrialFile {
    /// The job and its circumstances.
    struct Order: Codable {
        let job: TrialJob
        let threads: Int
        /// The process that waits for the answer.
        let parent: Int32
    }

    /// Seconds to wait for an earlier process of the same trial, which may be at its last checkpoint.
    private static let patience = 60.0
    private let url: URL

    init(path: String) { url = URL(fileURLWithPath: path) }

    /// The file of a trial.
    init(of number: Int, in training: TrialTraining) {
        url = training.folder(of: number).appendingPathComponent("job.json")
    }

    var path: String { url.path }
    private var answers: URL { url.deletingLastPathComponent().appendingPathComponent("results.jsonl") }
    /// Where the process says what went wrong.
    var errors: URL { url.deletingLastPathComponent().appendingPathComponent("errors.txt") }

    func write(_ order: Order) throws {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try AtomicFile.write(JSONEncoder().encode(order), to: url)
    }

    /// The answer to a job; nil when there is none.
    func answer(to job: TrialJob) throws -> TrialResult? {
        guard FileManager.default.fileExists(atPath: answers.path) else { return nil }
        return try RunLog.records(of: TrialResult.self, in: answers).last { $0.epochs == job.epochs }
    }

    /// The folder of the search.
    var study: URL { url.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent() }

    /// Does the job, in a process of its own, and stops when the process that waits for it is gone.
    func train(_ training: TrialTraining) throws {
        let order = try JSONDecoder().decode(Order.self, from: Data(contentsOf: url))
        StopSignals.install()
        try TorchRuntime.setThreadCount(order.threads)
        var training = training
        training.signalToStopFor = { getppid() == order.parent ? StopSignals.pending : SIGTERM }
        let observer = try ConsoleObserver(
            "trial \(order.job.number)", directory: url.deletingLastPathComponent(), isQuiet: true)
        let log = try RunLog(appendingTo: answers)
        try log.append(training.run(order.job, observer: observer))
        try log.close()
    }

    /// Keeps other processes off the trial.
    func lock() throws -> DirectoryLock {
        let end = Date(timeIntervalSinceNow: Self.patience)
        while true {
            do {
                return try DirectoryLock(for: url.deletingLastPathComponent(), purpose: "segue tune")
            } catch FileError.inUse where Date() < end {
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }
}
