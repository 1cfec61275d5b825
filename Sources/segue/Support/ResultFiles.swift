import Foundation
import SegueBundle
import SegueEvaluation
import SegueTraining
import Torch

/// The files that a comparison leaves: table in Markdown and JSON, and the HTML report.
enum ResultFiles {
    static func write(
        _ table: ResultTable, comparison: Comparison, experiment: Experiment,
        examples: [RecommendationExample] = [], to directory: String?
    ) throws {
        guard let directory else { return }
        let folder = URL(fileURLWithPath: directory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(table.markdown().utf8).write(to: folder.appendingPathComponent("table.md"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try encoder.encode(table).write(to: folder.appendingPathComponent("table.json"))
        let report = report(table, comparison: comparison, experiment: experiment, examples: examples)
        try Data(report.html().utf8).write(to: folder.appendingPathComponent("report.html"))
    }

    static func report(
        _ table: ResultTable, comparison: Comparison, experiment: Experiment, examples: [RecommendationExample]
    ) -> HTMLReport {
        let curves = comparison.curves
        let metric = experiment.recipe.models.last?.training.validationMetric ?? .mrr(at: 20)
        let source = experiment.dataset.log.source
        return HTMLReport(
            title: experiment.recipe.title, subtitle: "\(experiment.split.description)", tables: [table],
            charts: curves.isEmpty ? [] : [.trainingLoss(curves), .validation(metric, curves)], examples: examples,
            facts: [
                .init("Data", source.file), .init("SHA-256 of the data", source.sha256),
                .init("Seed", "\(experiment.recipe.seed)"), .init("Segue", SegueVersion.current),
                .init("libtorch", TorchRuntime.runtimeVersion), .init("Threads", "\(TorchRuntime.threadCount)"),
            ])
    }
}
