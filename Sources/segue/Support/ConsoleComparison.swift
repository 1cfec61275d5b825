import Foundation
import SegueEvaluation
import SegueExperiments
import SegueRunLog
import SegueTraining

/// Shows a comparison on the terminal, and writes the logs of its runs.
final class ConsoleComparison: ComparisonObserver {
    private let experiment: Experiment
    private let isQuiet: Bool
    private var line = ProgressLine()

    init(_ experiment: Experiment, isQuiet: Bool) {
        self.experiment = experiment
        self.isQuiet = isQuiet
    }

    func willTrain(_ label: String, in directory: URL?) throws -> (any TrainingObserver)? {
        line = ProgressLine()
        return try ConsoleObserver(label, directory: directory, isQuiet: isQuiet)
    }

    func didRank(_ label: String, completed: Int, total: Int) {
        if !isQuiet { line.update(.init(label: "\(label): ranking", completed: completed, total: total)) }
    }

    func didFinish(_ label: String, _ trained: TrainedModel, _ outcome: EvaluationOutcome) throws {
        line.clear()
        guard !isQuiet else { return }
        let text = try experiment.task.shownMetrics.compactMap { metric in
            outcome.evaluation[metric].map { "\(metric.title) \(ConsoleObserver.text($0, 5))" }
        }
        Console.error("\(label): \(text.joined(separator: ", ")) after \(ConsoleObserver.text(trained.seconds, 1)) s")
    }
}
