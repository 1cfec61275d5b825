import ArgumentParser
import Foundation
import SegueCore
import SegueData
import SegueEvaluation
import SegueExperiments
import SegueFiles
import Torch

/// `segue reproduce seqrec`
struct ReproduceSeqRec: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seqrec", abstract: "Tables 4 and 5 of Memon et al., SeqRec.",
        discussion: """
            Each row of Table 4 is a model of a built-in recipe. --rows chooses among them, by name:
            \(SeqRecPaper.rows.map(\.name).joined(separator: ", ")); and, of users that are known, \
            \(SeqRecPaper.knownUserRows.map(\.name).joined(separator: " and ")), which take hours and run only when they are \
            named, with one seed unless --seeds says more. With the same --output, rows can be run one after the other: networks whose training is complete are \
            taken from there, and one that was stopped goes on; models without epochs are fitted again. Table 5 ablates one \
            of the rows and is made when that row is run.
            """)

    @Option(help: "Rows of Table 4, separated by commas. (default: all of users never trained on)")
    var rows: String?

    @Option(help: "Only this table: 4 or 5. (default: both)")
    var table: Table?

    @Option(help: "The row that Table 5 ablates: seqrec, seqrec-as-published or seqrec-lstm.")
    var ablated: Ablated = .seqrec

    @Option(help: "A Markdown file for the tables and what is to be known of them; one of this command is replaced.")
    var markdown: String?

    @OptionGroup var options: ComparisonOptions
    @OptionGroup var recipeOptions: RecipeOptions
    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var runtime: RuntimeOptions

    enum Table: String, ExpressibleByArgument, CaseIterable {
        case four = "4"
        case five = "5"
    }

    enum Ablated: String, ExpressibleByArgument, CaseIterable {
        case seqrec
        case seqrecAsPublished = "seqrec-as-published"
        case seqrecLSTM = "seqrec-lstm"
    }

    func validate() throws {
        guard table != .five || rows == nil else {
            throw ValidationError("--table 5 runs the row of --ablated alone; leave out --rows")
        }
        _ = try chosenRows()
    }

    /// The rows to run, in the order of the table.
    private func chosenRows() throws -> [SeqRecPaper.Row] {
        if table == .five { return [try SeqRecPaper.row(named: ablated.rawValue)] }
        guard let rows else { return SeqRecPaper.rows }
        let names = rows.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !names.isEmpty else { throw ValidationError("--rows names no row") }
        do {
            let chosen = try names.map { try SeqRecPaper.row(named: $0) }
            return (SeqRecPaper.rows + SeqRecPaper.knownUserRows).filter { chosen.contains($0) }
        } catch let error as ConfigurationError {
            throw ValidationError("--rows: \(error.problem)")
        }
    }

    func run() throws {
        let device = try runtime.start()
        let replacement = FileOutput.Replacement.marked(SeqRecPaper.documentMark)
        if let markdown { _ = try FileOutput(markdown, replacing: replacement) }
        let folder = try options.claimOutput(for: "reproduce seqrec")
        let recipes = try SeqRecPaper.recipes(of: chosenRows()) { try recipeOptions.recipe($0) }
        let dataset = try dataOptions.load(keepsFileRows: recipes.contains { $0.recipe.followsFileRows })
        var runs = SeqRecRuns(
            ablated: table == .four ? nil : try SeqRecPaper.row(named: ablated.rawValue), device: device, folder: folder
        )
        for (name, recipe) in recipes {
            let encoder = try recipeOptions.textEncoder(for: recipe)
            let experiment = try Experiment(recipe, on: dataset, textEncoder: encoder)
            Console.notes(experiment.notes)
            if !options.quiet { Console.error("recipe \(name); \(experiment.split.description)") }
            try runs.run(experiment, named: name, options)
            if let encoder { runs.texts = encoder.name }
        }
        let tables = try runs.tables(data: dataset.name, only: table)
        if let comparison = runs.comparison, let experiment = runs.experiment {
            try ResultFiles.write(
                tables, figures: [], comparison: comparison, experiment: experiment, to: folder?.url,
                includesRecipe: false)
        }
        try folder?.finish()
        if let markdown {
            let page = try OutputSink(path: markdown, replacing: replacement, inputs: [dataset.log.source.file])
            try page.write(Array(document(tables, runs, dataset).utf8))
            try page.finish()
        }
        if options.json { return try Console.json(tables) }
        Console.output(tables.map { $0.plainText() }.joined(separator: "\n"))
    }

    private func document(_ tables: [ResultTable], _ runs: SeqRecRuns, _ dataset: Dataset) -> String {
        var words = ["segue reproduce seqrec --data \(dataset.name)"]
        if let rows { words.append("--rows \(rows)") }
        if let table { words.append("--table \(table.rawValue)") }
        if ablated != .seqrec { words.append("--ablated \(ablated.rawValue)") }
        if let seeds = options.seeds { words.append("--seeds \(seeds)") }
        if let seed = recipeOptions.seed { words.append("--seed \(seed)") }
        words += recipeOptions.set.map { "--set \($0)" }
        words.append("--threads \(TorchRuntime.threadCount)")
        var facts = [
            "Segue \(SegueVersion.current)", "libtorch \(TorchRuntime.runtimeVersion)",
            "SHA-256 of the data \(dataset.log.source.sha256)",
        ]
        if let texts = runs.texts { facts.append("titles by \(texts)") }
        return SeqRecPaper.document(tables, command: words.joined(separator: " "), facts: facts)
    }
}
