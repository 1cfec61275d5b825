import SegueEvaluation
import SegueExperiments

/// Tells how a search goes, a line for each part of a trial.
struct ConsoleStudy {
    private let metric: Metric
    private let isQuiet: Bool

    init(_ metric: Metric, isQuiet: Bool) {
        self.metric = metric
        self.isQuiet = isQuiet
    }

    func begin(_ session: StudySession) {
        guard !isQuiet else { return }
        let study = session.study
        let rungs = study.halving.rungs.map(String.init).joined(separator: ", ")
        Console.error(
            "\(study.trialCount) trials of \(study.space.paths.joined(separator: ", ")); compared by \(metric.title) on the "
                + "validation part after epochs \(rungs)")
        let done = study.trials.count { $0.result != nil }
        if session.isContinued { Console.error("going on: \(done) trials have results") }
    }

    func didFinish(_ trial: Trial?, in study: Study) {
        guard !isQuiet, let trial, let result = trial.result else { return }
        let name = "trial \(trial.number)"
        if let failure = result.failure { return Console.error("\(name): failed: \(failure)") }
        let value = study.value(of: trial).map { ConsoleObserver.text($0, 5) } ?? "no number"
        let epochs = trial.epochs > 0 ? " after \(trial.epochs) epoch\(trial.epochs == 1 ? "" : "s")" : ""
        let best = study.byValue.first.map { best in
            "; best \(study.value(of: best).map { ConsoleObserver.text($0, 5) } ?? "") (trial \(best.number))"
        }
        Console.error("\(name) (\(trial.settingsText)): \(metric.title) \(value)\(epochs)\(best ?? "")")
    }
}
