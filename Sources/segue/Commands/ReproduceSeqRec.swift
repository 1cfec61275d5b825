import ArgumentParser
import SegueData
import SegueEvaluation
import SegueExperiments

/// `segue reproduce seqrec`
struct ReproduceSeqRec: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seqrec", abstract: "Tables 4 and 5 of Memon et al., SeqRec.",
        discussion: """
            Each row of Table 4 is a model of a built-in recipe. --rows chooses among them, by name:
            \(SeqRecPaper.rows.map(\.name).joined(separator: ", ")); and, of users that are known, \
            glocal-k and gc-mc, which take hours and run only when they are named, with the simple models of their draws, and one \
            seed unless --seeds says more. With the same --output, rows can be run one after the other: models \
            that are complete are taken from there, and one that was stopped goes on. Table 5 ablates one of the rows and is \
            made when that row is run.
            """)

    @Option(help: "Only this table: 4 or 5. (default: both)")
    var table: Table?

    @Option(help: "The row that Table 5 ablates: seqrec, seqrec-as-published or seqrec-lstm.")
    var ablated: Ablated = .seqrec

    @OptionGroup var options: PaperOptions

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
        guard table != .five || options.rows == nil else {
            throw ValidationError("--table 5 runs the row of --ablated alone; leave out --rows")
        }
        _ = try chosenRows()
    }

    /// The rows to run, in the order of the table.
    private func chosenRows() throws -> [PaperRow] {
        if table == .five { return [try SeqRecPaper.allRows.row(named: ablated.rawValue)] }
        return SeqRecPaper.withBaselines(
            try PaperOptions.chosen(options.rows, of: SeqRecPaper.allRows, usual: SeqRecPaper.rows))
    }

    func run() throws {
        let device = try options.runtime.start()
        try options.checkPage(mark: SeqRecPaper.documentMark)
        let folder = try options.comparison.claimOutput(for: "reproduce seqrec")
        let recipes = try chosenRows().recipes { try options.recipe.recipe($0) }
        let dataset = try options.load(for: recipes)
        var runs = SeqRecRuns(
            ablated: table == .four ? nil : try SeqRecPaper.allRows.row(named: ablated.rawValue), device: device,
            folder: folder)
        for (name, recipe) in recipes {
            let encoder = try options.recipe.textEncoder(for: recipe)
            let experiment = try Experiment(recipe, on: dataset, textEncoder: encoder)
            try runs.run(experiment, named: name, options)
            if let encoder { runs.texts = encoder.label }
        }
        let tables = try runs.tables(data: dataset.name, only: table)
        if let comparison = runs.comparison, let experiment = runs.experiment {
            try ResultFiles.write(
                tables, figures: [], comparison: comparison, experiment: experiment, to: folder?.url,
                includesRecipe: false)
        }
        try folder?.finish()
        try options.writePage(document(runs, dataset), tables, of: dataset)
        try options.show(tables)
    }

    private func document(_ runs: SeqRecRuns, _ dataset: Dataset) -> PaperDocument {
        var own: [String] = []
        if let table { own.append("--table \(table.rawValue)") }
        if ablated != .seqrec { own.append("--ablated \(ablated.rawValue)") }
        return PaperDocument(
            mark: SeqRecPaper.documentMark, command: options.command("seqrec", own: own, on: dataset),
            facts: options.facts(on: dataset) + (runs.texts.map { ["titles by \($0)"] } ?? []),
            remarks: SeqRecPaper.allRemarks)
    }
}
