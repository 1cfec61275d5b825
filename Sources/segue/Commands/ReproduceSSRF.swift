import ArgumentParser
import SegueData
import SegueEvaluation
import SegueExperiments
import SegueFiles

/// `segue reproduce ssrf`
struct ReproduceSSRF: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssrf", abstract: "Table II and Figures 2 to 5 of Yu and Tian, SSRF.",
        discussion: """
            Each row of Table II is a model of a built-in recipe of protocol click-first-contact. --rows chooses among them, \
            by name: \(SSRFPaper.rows.map(\.name).joined(separator: ", ")).
            Each sampling has a table of its own: \
            \(SSRFPaper.Sampling.allCases.map { "\($0.rawValue), \($0.title)" }.joined(separator: "; ")).
            Figures 2, 3 and 5 are made by the first sampling and rank the whole catalog for each user, which takes minutes \
            a model and more for those that read histories; Figures 2 and 3 also train their lines anew for each weight. \
            With the same --output, rows can be run one after the other: networks whose training is complete are taken from \
            there, and one that was stopped goes on.
            """)

    @Option(help: "Samplings, separated by commas; the figures are of the first. (default: uniform,popularity)")
    var samplers: String?

    @Option(help: "Rows of samplings but the first, where they are fewer. (default: as --rows)")
    var otherRows: String?

    @Option(help: "Figures to draw: some of 2, 3, 4, 5, separated by commas, or none. (default: all)")
    var figures: String?

    @Option(
        help: ArgumentHelp(
            "Rows that are lines of Figures 2 and 3. (default: \(SSRFPaper.usualLines.joined(separator: ",")), as far as "
                + "they are run)"))
    var lines: String?

    @Option(help: "Weights of favorites, carts and purchases in Figures 2 and 3. (default: 1,2,5,10)")
    var weights: String?

    @OptionGroup var options: PaperOptions

    func validate() throws {
        _ = (try chosen, try samplings, try wantedFigures, try wantedWeights)
    }

    private var chosen: (rows: [PaperRow], others: [PaperRow], lines: [PaperRow]) {
        get throws {
            let all = SSRFPaper.rows
            let rows = try PaperOptions.chosen(options.rows, of: all, usual: all)
            let usual = all.filter { SSRFPaper.usualLines.contains($0.name) }
            return (
                rows, try PaperOptions.chosen(otherRows, option: "--other-rows", of: all, usual: rows),
                try PaperOptions.chosen(lines, option: "--lines", of: all, usual: usual).filter(rows.contains)
            )
        }
    }

    private var samplings: [SSRFPaper.Sampling] {
        get throws {
            guard let samplers else { return SSRFPaper.Sampling.usual }
            return try Self.values(samplers, "--samplers")
        }
    }

    private var wantedFigures: [SSRFPaper.Figure] {
        get throws {
            guard let figures, figures != "none" else { return figures == nil ? SSRFPaper.Figure.allCases : [] }
            return try Self.values(figures, "--figures")
        }
    }

    private var wantedWeights: [Double] {
        get throws {
            guard let weights else { return SSRFWeights.usual }
            let found = PaperOptions.words(weights).map { Double($0).flatMap { (0...1000).contains($0) ? $0 : nil } }
            guard !found.isEmpty, found.allSatisfy({ $0 != nil }), Set(found).count == found.count else {
                throw ValidationError("--weights: expected different numbers of 0 to 1000, found '\(weights)'")
            }
            return found.compactMap { $0 }
        }
    }

    private static func values<Value: RawRepresentable & CaseIterable & Equatable>(
        _ list: String, _ option: String
    ) throws -> [Value] where Value.RawValue == String {
        let words = PaperOptions.words(list)
        let found = words.compactMap { Value(rawValue: $0) }
        guard !found.isEmpty, found.count == words.count, Set(words).count == words.count else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(option): expected some of \(known), each once, found '\(list)'")
        }
        return found
    }

    func run() throws {
        let device = try options.runtime.start()
        let (rows, others, lines) = try chosen
        let figures = try wantedFigures
        try options.checkPage(mark: SSRFPaper.documentMark, figures: figures.map(Self.name))
        let folder = try options.comparison.claimOutput(for: "reproduce ssrf")
        let recipes = try rows.recipes { try options.recipe.recipe($0) }
        let otherRecipes = try others.recipes { try options.recipe.recipe($0) }
        let dataset = try options.load(for: recipes)
        var runs = SSRFRuns(
            options, figures: figures, lines: lines, weights: try wantedWeights, device: device, folder: folder)
        try runs.check(dataset)
        for (index, sampling) in try samplings.enumerated() {
            try runs.run(sampling, index == 0 ? recipes : otherRecipes, on: dataset)
        }
        let (tables, charts) = (try runs.tables(data: dataset.name), runs.charts())
        if let first = runs.comparisons.first, let experiment = runs.experiment {
            try ResultFiles.write(
                tables, figures: charts.map { (Self.name($0.figure), $0.chart) }, comparison: first.comparison,
                experiment: experiment, to: folder?.url, includesRecipe: false)
        }
        try folder?.finish()
        try options.writePage(
            page(runs, dataset), tables,
            figures: charts.map { (Self.name($0.figure), $0.chart, $0.figure.text) }, of: dataset)
        try options.show(tables)
    }

    private static func name(_ figure: SSRFPaper.Figure) -> String { "figure-\(figure.rawValue)" }

    private func page(_ runs: SSRFRuns, _ dataset: Dataset) -> PaperDocument {
        let own = [
            ("samplers", samplers), ("other-rows", otherRows), ("figures", figures), ("lines", lines),
            ("weights", weights),
        ].compactMap { name, value in value.map { "--\(name) \($0)" } }
        return PaperDocument(
            mark: SSRFPaper.documentMark, command: options.command("ssrf", own: own, on: dataset),
            facts: options.facts(on: dataset), remarks: SSRFPaper.allRemarks,
            findings: runs.comparisons.compactMap { SSRFPaper.finding($0.comparison, $0.sampling) })
    }
}
