import Foundation
import SegueBundle
import SegueCore
import SegueEvaluation
import SegueExperiments
import SegueFiles
import Torch

/// The files that a comparison leaves: tables in Markdown and JSON, and the HTML report.
enum ResultFiles {
    static func write(
        _ table: ResultTable, comparison: Comparison, experiment: Experiment,
        examples: [RecommendationExample] = [], to folder: URL?
    ) throws {
        guard let folder else { return }
        try AtomicFile.write(encoder.encode(table), to: folder.appendingPathComponent("table.json"))
        try AtomicFile.write(experiment.recipe.json(), to: folder.appendingPathComponent("recipe.json"))
        try write(
            [table], report: try report([table], comparison: comparison, experiment: experiment, examples: examples),
            to: folder)
    }

    /// Several tables, with figures, each of which also becomes a file of its own.
    /// - Parameter includesRecipe: Whether the experiment's recipe is that of all tables, and is written beside them.
    static func write(
        _ tables: [ResultTable], figures: [(name: String, chart: LineChart)], comparison: Comparison,
        experiment: Experiment, to folder: URL?, includesRecipe: Bool = true
    ) throws {
        guard let folder else { return }
        try AtomicFile.write(encoder.encode(tables), to: folder.appendingPathComponent("tables.json"))
        if includesRecipe {
            try AtomicFile.write(experiment.recipe.json(), to: folder.appendingPathComponent("recipe.json"))
        }
        for figure in figures {
            let svg = figure.chart.svg(identifier: figure.name, isStandalone: true)
            try AtomicFile.write(Data(svg.utf8), to: folder.appendingPathComponent("\(figure.name).svg"))
        }
        let charts = figures.map(\.chart)
        try write(
            tables, report: try report(tables, comparison: comparison, experiment: experiment, figures: charts),
            to: folder)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return encoder
    }

    private static func write(_ tables: [ResultTable], report: HTMLReport, to folder: URL) throws {
        let name = tables.count == 1 ? "table.md" : "tables.md"
        let text = tables.map { $0.markdown() }.joined(separator: "\n")
        try AtomicFile.write(Data(text.utf8), to: folder.appendingPathComponent(name))
        try AtomicFile.write(Data(report.html().utf8), to: folder.appendingPathComponent("report.html"))
    }

    static func report(
        _ tables: [ResultTable], comparison: Comparison, experiment: Experiment, figures: [LineChart] = [],
        examples: [RecommendationExample] = []
    ) throws -> HTMLReport {
        let curves = comparison.curves
        let metric = try experiment.watchedMetric
        let source = experiment.dataset.log.source
        return HTMLReport(
            title: experiment.recipe.title, subtitle: "\(experiment.split.description)", tables: tables,
            charts: curves.isEmpty ? [] : [.trainingLoss(curves), .validation(metric, curves)],
            figures: figures + [comparison.reliability].compactMap { $0 },
            examples: examples,
            facts: [
                .init("Data", source.file), .init("SHA-256 of the data", source.sha256),
                .init("Seed", "\(experiment.recipe.seed)"), .init("Segue", SegueVersion.current),
                .init("libtorch", TorchRuntime.runtimeVersion), .init("Threads", "\(TorchRuntime.threadCount)"),
            ], recipe: (try? experiment.recipe.json()).flatMap { String(validating: $0, as: UTF8.self) } ?? "")
    }
}
