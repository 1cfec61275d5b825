import ArgumentParser
import Foundation
import SegueCore
import SegueData
import SegueEvaluation
import SegueExperiments
import SegueFiles
import Torch

/// What commands ask for that make a paper's tables of rows that are models of several recipes.
struct PaperOptions: ParsableArguments {
    @Option(
        help: "Rows of the table, by name, separated by commas. (default: those named above that do not take hours)")
    var rows: String?

    @Option(help: "A Markdown file for the tables and what is to be known of them; one of this command is replaced.")
    var markdown: String?

    @OptionGroup var comparison: ComparisonOptions
    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    /// The rows that a list names, in the order of the table.
    /// - Parameters:
    ///   - list: Names, separated by commas; nil for the usual rows.
    ///   - option: The option that has the list, for errors.
    static func chosen(
        _ list: String?, option: String = "--rows", of all: [PaperRow], usual: [PaperRow]
    ) throws -> [PaperRow] {
        guard let list else { return usual }
        let names = words(list)
        guard !names.isEmpty else { throw ValidationError("\(option) names no row") }
        do {
            let chosen = try names.map { try all.row(named: $0) }
            return all.filter { chosen.contains($0) }
        } catch let error as ConfigurationError {
            throw ValidationError("\(option): \(error.problem)")
        }
    }

    /// The parts of a list that commas separate.
    static func words(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// Reads the data; a recipe may go by the rows of the file.
    func load(for recipes: [(name: String, recipe: Recipe)]) throws -> Dataset {
        try data.load(keepsFileRows: recipes.contains { $0.recipe.followsFileRows })
    }

    /// Says what is run, and runs the models of an experiment, with a folder of its own for checkpoints and the recipe.
    /// - Parameters:
    ///   - name: The recipe's.
    ///   - folder: The experiment's within the run's; nil for the recipe's name.
    ///   - usualSeeds: How many seeds, if none were asked for.
    ///   - onlyFirstSeed: Whether one seed suffices, however many were asked for.
    ///   - prepare: Sets what is to be told; is given the folder.
    func run(
        _ experiment: Experiment, recipe name: String, in run: RunFolder?, folder: String? = nil, device: Device,
        usualSeeds: Int = 3, onlyFirstSeed: Bool = false, prepare: (inout ComparisonRunner, URL?) -> Void = { _, _ in }
    ) throws -> Comparison {
        Console.notes(experiment.notes)
        if !comparison.quiet { Console.error("recipe \(name); \(experiment.split.description)") }
        let directory = try run.map { try $0.makeFolder(folder ?? name) }
        if let directory {
            try AtomicFile.write(experiment.recipe.json(), to: directory.appendingPathComponent("recipe.json"))
        }
        var comparison = comparison
        if onlyFirstSeed { comparison.seeds = 1 }
        var runner = comparison.runner(
            for: experiment, device: device, directory: directory, usualSeeds: usualSeeds)
        prepare(&runner, directory)
        return try runner.run()
    }

    /// Checks that the page and its figures can be written where they are to be, before anything is computed.
    /// - Parameters:
    ///   - mark: What tells a page of this command from other files.
    ///   - figures: The figures' names.
    func checkPage(mark: String, figures: [String] = []) throws {
        guard let markdown else { return }
        _ = try FileOutput(markdown, replacing: .marked(mark))
        for figure in figures {
            _ = try FileOutput(figureURL(figure, of: markdown).path, replacing: .marked(Self.figureMark))
        }
    }

    /// Writes the page and its figures beside it, if a page was asked for.
    func writePage(
        _ page: PaperDocument, _ tables: [ResultTable], figures: [(name: String, chart: LineChart, text: String)] = [],
        of dataset: Dataset
    ) throws {
        guard let markdown else { return }
        let inputs = [dataset.log.source.file]
        func write(_ text: String, to path: String, mark: String) throws {
            let sink = try OutputSink(path: path, replacing: .marked(mark), inputs: inputs)
            try sink.write(Array(text.utf8))
            try sink.finish()
        }
        var shown: [PaperDocument.Figure] = []
        for (name, chart, text) in figures {
            let url = figureURL(name, of: markdown)
            let svg = chart.svg(identifier: name, isStandalone: true)
            try write(svg, to: url.path, mark: Self.figureMark)
            shown.append(.init(file: url.lastPathComponent, title: chart.title, text: text))
        }
        try write(page.text(tables, figures: shown), to: markdown, mark: page.mark)
    }

    private static let figureMark = "<svg class=\"chart\""

    /// A figure lies beside its page and has its name: `ssrf.md`, `ssrf-figure-2.svg`.
    private func figureURL(_ name: String, of page: String) -> URL {
        let url = URL(fileURLWithPath: page).deletingPathExtension()
        return url.deletingLastPathComponent().appendingPathComponent("\(url.lastPathComponent)-\(name).svg")
    }

    /// The command as it was given, but for where its files lie.
    /// - Parameters:
    ///   - paper: The subcommand.
    ///   - own: The command's own options.
    func command(_ paper: String, own: [String] = [], on dataset: Dataset) -> String {
        var words = ["segue reproduce \(paper) --data \(dataset.name)"]
        if let rows { words.append("--rows \(rows)") }
        words += own
        if let seeds = comparison.seeds { words.append("--seeds \(seeds)") }
        if let seed = recipe.seed { words.append("--seed \(seed)") }
        words += recipe.set.map { "--set \($0)" }
        words.append("--threads \(TorchRuntime.threadCount)")
        return words.joined(separator: " ")
    }

    /// What else has an effect on the numbers.
    func facts(on dataset: Dataset) -> [String] {
        [
            "Segue \(SegueVersion.current)", "libtorch \(TorchRuntime.runtimeVersion)",
            "SHA-256 of the data \(dataset.log.source.sha256)",
        ]
    }

    /// Prints the tables.
    func show(_ tables: [ResultTable]) throws {
        if comparison.json { return try Console.json(tables) }
        Console.output(tables.map { $0.plainText() }.joined(separator: "\n"))
    }
}
