import Foundation
import SegueCore
import SegueEvaluation
import SegueExperiments
import SegueFiles

/// The files that a search leaves: the best recipe, the trials, and the HTML report.
struct StudyFiles {
    static let bestName = "best.yaml"

    let summary: StudySummary
    let report: StudyReport
    private let best: String
    private let experiment: Experiment

    /// - Throws: `StudyError.allFailed` when no trial has a value.
    init(_ study: Study, _ training: TrialTraining) throws {
        experiment = training.experiment
        let recipe = experiment.recipe
        summary = StudySummary(study, model: training.model.name, metric: training.metric, seed: recipe.seed)
        report = StudyReport(study, summary: summary, title: "\(recipe.title): \(training.model.title)")
        guard let first = summary.trials.first, let value = first.value else {
            throw StudyError.allFailed(first: study.trials.first?.result?.failure ?? "there was none")
        }
        let epoch = first.bestEpoch.map { ", epoch \($0)" } ?? ""
        best = try training.text.yaml(
            values: first.values, model: training.model.title, metric: training.metric,
            comment: [
                "The best of \(study.trials.count) trials by \(training.metric.title) on the validation part: \(value) "
                    + "(trial \(first.number)\(epoch))."
            ])
    }

    func write(to folder: URL) throws {
        func write(_ data: Data, _ name: String) throws {
            try AtomicFile.write(data, to: folder.appendingPathComponent(name))
        }
        try write(Data(best.utf8), Self.bestName)
        try write(Console.encoder.encode(summary), "trials.json")
        let source = experiment.dataset.log.source
        let curves = report.curves
        let page = HTMLReport(
            title: experiment.recipe.title,
            subtitle: "\(summary.trials.count) trials by \(summary.metric.title) on the validation part",
            tables: [report.trials] + (summary.influence.isEmpty ? [] : [report.influence]),
            charts: [report.progress] + (curves.isEmpty ? [] : [.validation(summary.metric, curves)]),
            figures: report.settings,
            facts: [
                .init("Data", source.file), .init("SHA-256 of the data", source.sha256),
                .init("Seed", "\(experiment.recipe.seed)"), .init("Segue", SegueVersion.current),
            ], recipe: best)
        try write(Data(page.html().utf8), "report.html")
    }
}
