import Foundation
import SegueData
import SegueEvaluation
import SegueExperiments
import SegueFiles
import Torch

/// The experiments behind SSRF's tables and figures, one a sampling and recipe, and what came of them.
struct SSRFRuns {
    let options: PaperOptions
    let figures: [SSRFPaper.Figure]
    /// The rows that are lines of Figures 2 and 3.
    let lines: [PaperRow]
    let weights: [Double]
    let device: Device
    let folder: RunFolder?
    /// The rows of each sampling.
    private(set) var comparisons: [(sampling: SSRFPaper.Sampling, comparison: Comparison)] = []
    /// The last experiment that all rows of a table have in common.
    private(set) var experiment: Experiment?
    /// Models of which the catalog was ranked, first seed, first sampling.
    private var lists: Comparison?
    private var weighted = SSRFWeights()

    init(
        _ options: PaperOptions, figures: [SSRFPaper.Figure], lines: [PaperRow], weights: [Double], device: Device,
        folder: RunFolder?
    ) {
        self.options = options
        self.figures = figures
        self.lines = lines
        self.weights = weights
        self.device = device
        self.folder = folder
    }

    /// Checks that data has what Figures 2 and 3 weigh, before anything is trained.
    /// - Throws: `PreparationError`.
    func check(_ dataset: Dataset) throws {
        guard hasWeights, !lines.isEmpty else { return }
        for weight in weights where weight != 1 {
            _ = try SSRFWeights.kinds(among: dataset.log.behaviors, weight: weight)
        }
    }

    /// Runs the rows of a sampling; the first one's also for Figures 2, 3 and 5.
    mutating func run(
        _ sampling: SSRFPaper.Sampling, _ recipes: [(name: String, recipe: Recipe)], on dataset: Dataset
    ) throws {
        let isFirst = comparisons.isEmpty
        for (name, base) in recipes {
            let experiment = try Experiment(SSRFPaper.recipe(base, sampling: sampling), on: dataset)
            let listed = isFirst ? try listing(experiment) : nil
            var lists = lists ?? Comparison(bootstrap: experiment.recipe.evaluation.bootstrap)
            let found = try options.run(
                experiment, recipe: "\(name), \(sampling.title)", in: folder, folder: "\(sampling.rawValue)/\(name)",
                device: device
            ) { runner, _ in
                runner.didFinish = { trained, _ in
                    guard let listed, listed.titles.contains(trained.recipe.title),
                        !lists.entries.contains(where: { $0.title == trained.recipe.title })
                    else { return }
                    let outcome = try listed.experiment.evaluate(trained.model, named: trained.recipe.title)
                    try lists.add(trained.recipe.title, runs: [.init(trained, outcome: outcome)])
                }
            }
            if !lists.entries.isEmpty { self.lists = lists }
            add(found, sampling, isFirst: name == recipes.first?.name)
            self.experiment = experiment
        }
        if isFirst { try runWeights(sampling, recipes, on: dataset) }
    }

    private mutating func add(_ found: Comparison, _ sampling: SSRFPaper.Sampling, isFirst: Bool) {
        if isFirst {
            comparisons.append((sampling, found))
        } else {
            comparisons[comparisons.count - 1].comparison.append(found)
        }
    }

    /// Which models of an experiment have lists of the catalog made, and the experiment that measures them; nil for none.
    private func listing(_ experiment: Experiment) throws -> (experiment: Experiment, titles: Set<String>)? {
        var titles: Set<String> = []
        if hasWeights, weights.contains(1) { titles.formUnion(lines.map(\.title)) }
        if figures.contains(.lists) { titles.formUnion(SSRFPaper.variants) }
        titles.formIntersection(experiment.recipe.models.map(\.title))
        return titles.isEmpty ? nil : (try Experiment(ranking(experiment.recipe), on: experiment.dataset), titles)
    }

    private func ranking(_ recipe: Recipe) -> Recipe {
        var recipe = recipe
        recipe.evaluation.metrics = SSRFPaper.listMetrics
        return recipe
    }

    private var hasWeights: Bool { figures.contains(.precision) || figures.contains(.recall) }

    /// Trains the lines of Figures 2 and 3 with each weight but 1, which the table's rows have.
    private mutating func runWeights(
        _ sampling: SSRFPaper.Sampling, _ recipes: [(name: String, recipe: Recipe)], on dataset: Dataset
    ) throws {
        guard hasWeights, !lines.isEmpty else { return }
        let titles = Set(lines.map(\.title))
        if weights.contains(1), let lists {
            weighted.add(lists.selecting { titles.contains($0) ? $0 : nil }, weight: 1)
        }
        for weight in weights where weight != 1 {
            let kinds = try SSRFWeights.kinds(among: dataset.log.behaviors, weight: weight)
            for (name, base) in recipes {
                var recipe = try SSRFPaper.recipe(base, sampling: sampling, weights: kinds)
                recipe.models.removeAll { !titles.contains($0.title) }
                guard !recipe.models.isEmpty else { continue }
                let text = SSRFWeights.text(weight)
                let found = try options.run(
                    Experiment(ranking(recipe), on: dataset), recipe: "\(name), weight \(text)", in: folder,
                    folder: "\(sampling.rawValue)/weight-\(text)/\(name)", device: device, onlyFirstSeed: true)
                weighted.add(found, weight: weight)
            }
        }
    }

    /// The tables: of each sampling figures and tests against SSRF, lists, weights, and what was printed.
    func tables(data: String) throws -> [ResultTable] {
        var tables: [ResultTable] = []
        for (sampling, comparison) in comparisons {
            tables.append(try SSRFPaper.table(comparison, sampling, data: data))
            if let rivals = try SSRFPaper.rivals(comparison, sampling, data: data) { tables.append(rivals) }
        }
        if let lists, let first = comparisons.first {
            tables.append(try SSRFPaper.listTable(lists, first.sampling, data: data))
        }
        if !weighted.isEmpty {
            for (metric, figure) in zip(SSRFWeights.metrics, [SSRFPaper.Figure.precision, .recall]) {
                tables.append(weighted.table(metric, title: "Numbers of \(figure.title)"))
            }
        }
        return tables + [SSRFPaper.publishedTable]
    }

    /// The figures that could be made.
    func charts() -> [(figure: SSRFPaper.Figure, chart: LineChart)] {
        figures.compactMap { figure in
            let chart: LineChart? =
                switch figure {
                case .precision where !weighted.isEmpty: weighted.chart(SSRFWeights.metrics[0], title: figure.title)
                case .recall where !weighted.isEmpty: weighted.chart(SSRFWeights.metrics[1], title: figure.title)
                case .improvement: SSRFPaper.improvements(comparisons)
                case .lists:
                    lists.flatMap { lists in
                        comparisons.first.flatMap { SSRFPaper.lists(lists, $0.sampling) }
                    }
                case .precision, .recall: nil
                }
            return chart.map { (figure, $0) }
        }
    }
}
