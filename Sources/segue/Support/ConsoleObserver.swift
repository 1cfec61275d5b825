import Foundation
import SegueFiles
import SegueModels
import SegueRunLog
import SegueTraining

/// Shows training on the terminal and writes it to the run's logs.
final class ConsoleObserver: TrainingObserver {
    private var line = ProgressLine()
    private let name: String
    private let isQuiet: Bool
    private let log: RunLog?
    private let board: TensorBoardWriter?

    /// - Parameters:
    ///   - name: The model's title.
    ///   - directory: Where `log.jsonl` and TensorBoard's events go; nil for no logs.
    ///   - isQuiet: Shows nothing.
    init(_ name: String, directory: URL?, isQuiet: Bool) throws {
        self.name = name
        self.isQuiet = isQuiet
        if let directory {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            log = try RunLog(appendingTo: directory.appendingPathComponent("log.jsonl"))
            board = try TensorBoardWriter(in: directory, started: Date().timeIntervalSince1970)
        } else {
            log = nil
            board = nil
        }
    }

    func didResume(from resumption: Resumption) {
        for problem in resumption.skipped { Console.error("note: \(problem): it is passed over") }
        guard !isQuiet || !resumption.skipped.isEmpty else { return }
        Console.error(
            "\(name): going on from \(resumption.checkpoint): \(resumption.epochsDone) epochs done, "
                + "step \(resumption.step)")
    }

    func didFit(_ progress: FitProgress) {
        guard !isQuiet else { return }
        let parts = 10_000
        line.update(
            .init(
                label: "\(name): \(progress.message)", completed: Int(progress.fraction * Double(parts)), total: parts,
                unit: nil))
        if progress.fraction >= 1 { line.clear() }
    }

    func didStep(_ progress: TrainingProgress) {
        guard !isQuiet else { return }
        line.update(
            .init(
                label: "\(name): epoch \(progress.epoch)/\(progress.epochs)", completed: progress.predictions,
                total: progress.predictionsPerEpoch, loss: progress.loss))
    }

    func didFinish(epoch: EpochRecord) {
        line.finish()
        do {
            try log?.append(Line(event: "epoch", model: name, epoch: epoch))
            let (step, now) = (Int64(epoch.epoch), Date().timeIntervalSince1970)
            try board?.append(Float(epoch.loss), tag: "loss/train", step: step, wallTime: now)
            if let metric = epoch.validation {
                try board?.append(Float(metric), tag: "validation/metric", step: step, wallTime: now)
            }
            try board?.append(Float(epoch.predictionsPerSecond), tag: "speed/predictions", step: step, wallTime: now)
        } catch {
            Console.error("the run's log cannot be written: \(SystemErrorText.reason(of: error))")
        }
        guard !isQuiet else { return }
        let metric = epoch.validation.map { " validation \(Self.text($0, 5))," } ?? ""
        Console.error(
            "\(name): epoch \(epoch.epoch): loss \(Self.text(epoch.loss, 4)),\(metric) "
                + "\(Int(epoch.predictionsPerSecond)) predictions/s")
    }

    func didSaveCheckpoint(step: Int) {}

    static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private struct Line: Encodable {
        let event: String
        let model: String
        let epoch: EpochRecord
    }
}
