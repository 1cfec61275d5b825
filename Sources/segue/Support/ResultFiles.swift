import Foundation
import SegueBundle
import SegueEvaluation
import SegueTraining
import Torch

/// The files that a comparison leaves: tables in Markdown and JSON, and the HTML report.
enum ResultFiles {
    static func write(
        _ table: ResultTable, comparison: Comparison, experiment: Experiment,
        examples: [RecommendationExample] = [], to directory: String?
    ) throws {
        guard let folder = try folder(directory) else { return }
        try encoder.encode(table).write(to: folder.appendingPathComponent("table.json"))
        try experiment.recipe.json().write(to: folder.appendingPathComponent("recipe.json"))
        try write(
            [table], report: report([table], comparison: comparison, experiment: experiment, examples: examples),
            to: folder)
    }

    /// Several tables, with figures, each of which also becomes a file of its own.
    static func write(
        _ tables: [ResultTable], figures: [(name: String, chart: LineChart)], comparison: Comparison,
        experiment: Experiment, to directory: String?
    ) throws {
        guard let folder = try folder(directory) else { return }
        try encoder.encode(tables).write(to: folder.appendingPathComponent("tables.json"))
        try experiment.recipe.json().write(to: folder.appendingPathComponent("recipe.json"))
        for figure in figures {
            let svg = figure.chart.svg(identifier: figure.name, isStandalone: true)
            try Data(svg.utf8).write(to: folder.appendingPathComponent("\(figure.name).svg"))
        }
        let charts = figures.map(\.chart)
        try write(
            tables, report: report(tables, comparison: comparison, experiment: experiment, figures: charts), to: folder)
    }

    private static func folder(_ directory: String?) throws -> URL? {
        guard let directory else { return nil }
        let folder = URL(fileURLWithPath: directory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return encoder
    }

    private static func write(_ tables: [ResultTable], report: HTMLReport, to folder: URL) throws {
        let name = tables.count == 1 ? "table.md" : "tables.md"
        let text = tables.map { $0.markdown() }.joined(separator: "\n")
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        try Data(report.html().utf8).write(to: folder.appendingPathComponent("report.html"))
    }

    static func report(
        _ tables: [ResultTable], comparison: Comparison, experiment: Experiment, figures: [LineChart] = [],
        examples: [RecommendationExample] = []
    ) -> HTMLReport {
        let curves = comparison.curves
        let metric = experiment.recipe.models.last?.training.validationMetric ?? .mrr(at: 20)
        let source = experiment.dataset.log.source
        return HTMLReport(
            title: experiment.recipe.title, subtitle: "\(experiment.split.description)", tables: tables,
            charts: curves.isEmpty ? [] : [.trainingLoss(curves), .validation(metric, curves)], figures: figures,
            examples: examples,
            facts: [
                .init("Data", source.file), .init("SHA-256 of the data", source.sha256),
                .init("Seed", "\(experiment.recipe.seed)"), .init("Segue", SegueVersion.current),
                .init("libtorch", TorchRuntime.runtimeVersion), .init("Threads", "\(TorchRuntime.threadCount)"),
            ], recipe: (try? experiment.recipe.json()).flatMap { String(validating: $0, as: UTF8.self) } ?? "")
    }
}
